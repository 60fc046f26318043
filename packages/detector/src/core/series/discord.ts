/*
 * How unlike everything before is the last stretch of a series? The left discord: the Euclidean distance of
 * the last m values to the nearest of all earlier stretches of m values (Yeh et al., "Matrix profile I", ICDM
 * 2016, and Lu et al., "DAMP", KDD 2022, for streams; without z-normalization, because levels matter here).
 * A season needs no period to be set: a day like an earlier day has a near neighbour. With
 *
 *     D²(t, j) = D²(t-1, j-1) + (x_t - x_j)² - (x_{t-m} - x_{j-m})²
 *
 * a row costs one pass over the past, of which at most `memory` rows are kept.
 */
export const memory = 20_000;

export interface Discord {
  m: number;
  values: Float64Array;
  /** D² between the last stretch and the one ending at each earlier row. */
  squares: Float64Array;
  length: number;
}

export const newDiscord = (m: number): Discord => ({
  m,
  values: new Float64Array(1024),
  squares: new Float64Array(1024),
  length: 0,
});

/** Takes the next value; the distance per value, or NaN while there is no earlier stretch to compare with. */
export function pushValue(d: Discord, x: number): number {
  if (d.length === d.values.length) makeRoom(d);
  const { m, values, squares } = d;
  const t = d.length++;
  values[t] = x;
  const gone = t >= m ? (values[t - m] as number) : 0;
  // Downwards, so that j - 1 still holds the row before.
  for (let j = t - 1; j >= m; j--) {
    const add = x - (values[j] as number);
    const drop = gone - (values[j - m] as number);
    squares[j] = (squares[j - 1] as number) + add * add - drop * drop;
  }
  for (let j = Math.min(m, t) - 1; j >= 0; j--) {
    const add = x - (values[j] as number);
    squares[j] = (j > 0 ? (squares[j - 1] as number) : 0) + add * add;
  }
  if (t < 2 * m) return Number.NaN;
  let least = Number.POSITIVE_INFINITY;
  for (let j = m - 1; j <= t - m; j++) if ((squares[j] as number) < least) least = squares[j] as number;
  return Math.sqrt(Math.max(0, least) / m);
}

/** Doubles the room; beyond twice the memory the older half is forgotten and the sums are made anew. */
function makeRoom(d: Discord): void {
  const forget = d.length >= 2 * memory ? d.length - memory : 0;
  const kept = d.length - forget;
  const room = forget > 0 ? d.values.length : Math.min(2 * memory, d.length * 2);
  const values = new Float64Array(room);
  values.set(d.values.subarray(forget, d.length));
  const squares = new Float64Array(room);
  if (forget === 0) squares.set(d.squares.subarray(0, d.length));
  else {
    const last = kept - 1;
    for (let j = last - 1; j >= 0; j--)
      for (let k = 0; k < d.m && j - k >= 0; k++) {
        const away = (values[last - k] as number) - (values[j - k] as number);
        squares[j] = (squares[j] as number) + away * away;
      }
  }
  d.values = values;
  d.squares = squares;
  d.length = kept;
}
