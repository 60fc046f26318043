/** A pause between sweeps, which the signal or `end` cuts short. */
export class Pause {
  private readonly signal: AbortSignal;
  /** Ends the pause, if there is one. */
  end: () => void = () => {};

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  wait(ms: number): Promise<void> {
    const { signal } = this;
    return new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        // The signal lives as long as the reader: what stays with it is never given back.
        signal.removeEventListener("abort", end);
        done();
      };
      const timer = setTimeout(end, signal.aborted ? 0 : ms);
      this.end = end;
      signal.addEventListener("abort", end);
    });
  }
}
