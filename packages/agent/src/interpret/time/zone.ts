/** Seconds east of UTC at a moment, by the system's time zone data; remembered by quarter of an hour. */
export type Offset = (unixSeconds: number) => number;

const zones = new Map<string, Offset>();

export function zoneOffset(zone: string): Offset {
  let offset = zones.get(zone);
  if (!offset) {
    offset = zone === "UTC" ? () => 0 : compute(zone);
    zones.set(zone, offset);
  }
  return offset;
}

const quarter = 900;
const maxRemembered = 100_000;

function compute(zone: string): Offset {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const known = new Map<number, number>();
  return (seconds) => {
    const key = Math.floor(seconds / quarter);
    let offset = known.get(key);
    if (offset === undefined) {
      const at = key * quarter;
      const parts: Record<string, number> = {};
      for (const { type, value } of format.formatToParts(at * 1000)) parts[type] = Number(value);
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
      offset = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - at;
      if (known.size >= maxRemembered) known.clear();
      known.set(key, offset);
    }
    return offset;
  };
}

/** The moment of a wall clock time, as Go's time.Date chooses it where a time exists twice or not at all. */
export function fromWallClock(seconds: number, offset: Offset): number {
  const first = offset(seconds);
  return first === 0 ? seconds : seconds - offset(seconds - first);
}
