import type { Millis } from "../event.ts";

/*
 * What something has done before is no news. Kept are, for each scale, the greatest surprise of earlier episodes
 * and that of the present one, which becomes past some time after it began (two hours; half a day for what
 * drifts): an incident must not hide its own continuation. Of an episode that was reported only half becomes past,
 * so that the next of its kind is reported too. Half is forgotten in two weeks.
 */
export interface Past {
  peak: number[];
  rise: number[];
  /** When the present episode began, and whether a warning was given of it. */
  since: Millis[];
  warned: boolean[];
}

const shortEpisode = 2 * 3_600_000;
export const longEpisode: number = 12 * 3_600_000;
const halfLife = 14 * 86_400_000;
/** The share of its record that is taken off a surprise. */
const known = 0.7;

const zeros = (n: number) => new Array<number>(n).fill(0);
export const newPast = (scales: number): Past => ({
  peak: zeros(scales),
  rise: zeros(scales),
  since: zeros(scales),
  warned: new Array<boolean>(scales).fill(false),
});

/** How much of a surprise is news at `time`; adds it to the record. */
export function news(
  past: Past,
  scale: number,
  surprise: number,
  time: Millis,
  episode = shortEpisode,
): number {
  const { peak, rise, since, warned } = past;
  const lasts = time - (since[scale] as number);
  if (lasts > episode) {
    const faded = (peak[scale] as number) * 0.5 ** (lasts / halfLife);
    const above = Math.max(0, (rise[scale] as number) - faded);
    peak[scale] = faded + (warned[scale] ? above / 2 : above);
    rise[scale] = 0;
    since[scale] = time;
    warned[scale] = false;
  }
  rise[scale] = Math.max(rise[scale] as number, surprise);
  return Math.max(0, surprise - known * (peak[scale] as number));
}
