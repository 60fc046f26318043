export interface LatencySummary {
  worstMs: number;
  overOneMs: number;
  overFiveMs: number;
  calls: number;
  interrupted: number;
}

export const latencyText = (l: LatencySummary): string =>
  `${l.worstMs.toFixed(1)} ms; of ${l.calls.toLocaleString("en")} lines ${l.overOneMs} over 1 ms, ${l.overFiveMs} over 5 ms`;

/**
 * How long single calls take, garbage collection included. A call during which another program got the
 * processor says nothing and is only counted.
 */
export class Latency {
  calls = 0;
  interrupted = 0;
  /** Milliseconds of calls that took a tenth of one or more. */
  private readonly slow: number[] = [];
  private switches = 0;
  private start = 0;

  begin(): void {
    this.switches = process.resourceUsage().involuntaryContextSwitches;
    this.start = performance.now();
  }

  end(): void {
    const ms = performance.now() - this.start;
    this.calls++;
    if (ms < 0.1) return;
    if (process.resourceUsage().involuntaryContextSwitches === this.switches) this.slow.push(ms);
    else this.interrupted++;
  }

  summary(): LatencySummary {
    return {
      worstMs: Math.max(0, ...this.slow),
      overOneMs: this.slow.filter((ms) => ms > 1).length,
      overFiveMs: this.slow.filter((ms) => ms > 5).length,
      calls: this.calls,
      interrupted: this.interrupted,
    };
  }
}
