/*
 * Calibration: how often has a stream's own past exceeded this surprise? Each (stream, kind) keeps a
 * histogram of the greatest surprise of each window. The chance of a surprise s is
 *
 *     p(s) = (windows that reached s + w·10^-s) / (windows + w)
 *
 * so that it is the detector's own model at first (w windows' worth) and the stream's record later, with the
 * model only as the shape of the tail that nothing has reached yet. The score is 1 - p.
 */
const step = 0.1;
const buckets = 201;
/** How many windows the model is worth beside the record. */
const weight = 20;
/** Windows after which half of the record is forgotten: ten days of ten-minute windows. */
export const recordLength = 1440;

export const maxSurprise = 20;

/** Windows by their greatest surprise, in steps of 0.1; windows without any are not counted here. */
export type Tail = Float32Array;

export const newTail = (): Tail => new Float32Array(buckets);

const bucket = (surprise: number) =>
  Math.min(buckets - 1, Math.max(0, Math.floor(Math.min(maxSurprise, surprise) / step)));

/** The chance that a normal window reaches this surprise, by a record of `windows` windows; 0 to 1. */
export function chance(tail: Tail | undefined, windows: number, surprise: number): number {
  // What came within a fifteenth of it counts as reached: estimates of surprise are no better than that.
  const own = bucket(surprise / 1.07);
  if (own === 0) return 1;
  let reached = weight * 10 ** -Math.min(maxSurprise, surprise);
  if (tail) {
    for (let i = own + 1; i < buckets; i++) reached += tail[i] as number;
    // A window in the same bucket counts half: it is as often above as below.
    reached += 0.5 * (tail[own] as number);
  }
  return Math.min(1, reached / (windows + weight));
}

/** Records one window's greatest surprise; `share` is below 1 for a window that was reported as unusual. */
export function record(tail: Tail, surprise: number, share: number): void {
  const own = bucket(surprise);
  tail[own] = (tail[own] as number) + share;
}

/** Forgets half of the record; the caller halves its count of windows too. */
export function forget(tail: Tail): void {
  for (let i = 0; i < tail.length; i++) tail[i] = (tail[i] as number) / 2;
}

/** -log10 of the two-sided normal tail; beyond 5 deviations by its logarithm, because no log is normal there. */
export function surpriseOfZ(z: number): number {
  const a = Math.abs(z);
  const s = a < 5 ? (a * a) / 4.6 + 0.1 * a : 5.93 + 2 * Math.log2(a / 5);
  return Math.min(maxSurprise, s);
}
