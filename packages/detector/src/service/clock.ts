/*
 * The service's clock: the wall's when it started, carried on by the monotonic one. A wall clock that jumps is
 * followed only once it has stayed so for ten minutes; waits are never longer or shorter by a jump.
 */
const tolerance = 60_000;
const patience = 600_000;

export class SteadyClock {
  jumps = 0;
  /** Milliseconds that have passed, since whenever; no jump changes them. */
  readonly passed: () => number;
  private readonly wall: () => number;
  private offset: number;
  private since: number | undefined;

  constructor(wall: () => number = Date.now, passed: () => number = () => performance.now()) {
    this.wall = wall;
    this.passed = passed;
    this.offset = wall() - passed();
  }

  /** Milliseconds since 1970. */
  now(): number {
    const passed = this.passed();
    const wall = this.wall();
    const steady = this.offset + passed;
    if (Math.abs(wall - steady) <= tolerance) {
      // Small corrections are the clock being set right.
      this.since = undefined;
      this.offset = wall - passed;
      return wall;
    }
    this.since ??= passed;
    if (passed - this.since < patience) return steady;
    this.since = undefined;
    this.jumps++;
    this.offset = wall - passed;
    return wall;
  }
}

/**
 * What time it is for the engine: that of the newest line and what has passed since it came, so that lines of
 * the past (a catch-up, a replayed week) are not late, and silence is noticed where nothing comes any more.
 */
export class LineClock {
  private newest = 0;
  private at = 0;
  private readonly clock: SteadyClock;

  constructor(clock: SteadyClock) {
    this.clock = clock;
  }

  /** A line of this time was learned. */
  line(time: number): void {
    if (time <= this.newest) return;
    this.newest = time;
    this.at = this.clock.passed();
  }

  /** 0 before the first line. */
  now(): number {
    if (this.newest === 0) return 0;
    return Math.min(this.clock.now(), this.newest + this.clock.passed() - this.at);
  }
}

/** The hour of the day with its fraction, in a time zone. */
export function hourIn(timezone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (time) => {
    const [hour = 0, minute = 0] = format.format(time).split(":").map(Number);
    return hour + minute / 60;
  };
}
