/** A store that has not answered for so long is as good as gone. */
const slow = 10_000;

/** How the store answers what is asked of it one after the other: for whoever wants to know whether it is there. */
export class Answers {
  private failed: string | undefined;
  private begun: number | undefined;

  /** Why it cannot be asked at the moment; undefined while all is well. */
  get problem(): string | undefined {
    if (this.failed !== undefined || this.begun === undefined) return this.failed;
    const waits = performance.now() - this.begun;
    return waits < slow ? undefined : `the store has not answered for ${Math.floor(waits / 1000)} s`;
  }

  /** Passes on an answer, or what was thrown instead. */
  async for<T>(answer: Promise<T>): Promise<T> {
    this.begun = performance.now();
    try {
      const given = await answer;
      this.failed = undefined;
      return given;
    } catch (error) {
      this.failed = (error as Error).message || String(error);
      throw error;
    } finally {
      this.begun = undefined;
    }
  }
}
