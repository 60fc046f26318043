/*
 * The published scoring of the Numenta Anomaly Benchmark: Lavin and Ahmad, "Evaluating real-time anomaly
 * detection algorithms", ICMLA 2015, as NAB v1.1 computes it. The alarms of one detector are scored as they
 * are: no threshold is searched for.
 */

export interface CostMatrix {
  tpWeight: number;
  fnWeight: number;
  fpWeight: number;
}

/** One labelled series; windows are inclusive row ranges. */
export interface LabelledSeries {
  rows: number;
  windows: readonly (readonly [first: number, last: number])[];
}

export interface NabResult {
  /** Sum over series of the weighted sigmoids; between -windows·fnWeight and windows·tpWeight, or below. */
  raw: number;
  /** 100 for one alarm at the start of each window and no other, 0 for no alarm at all. */
  score: number;
  windows: number;
  found: number;
  falseAlarms: number;
}

const scaledSigmoid = (position: number) => (position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1);

/** Rows at the start that are not scored: 15 %, at most 750. */
export const probation = (rows: number) => Math.min(Math.floor(0.15 * rows), 750);

/** Scores the alarms (row numbers, ascending) of one series. */
export function scoreSeries(series: LabelledSeries, alarms: readonly number[], cost: CostMatrix) {
  const { windows, rows } = series;
  const maxTp = scaledSigmoid(-1);
  const start = probation(rows);
  const scored = windows.filter(([, last]) => last >= start);
  const best = scored.map(() => -cost.fnWeight);
  let falseCost = 0;
  let falseAlarms = 0;
  for (const row of alarms) {
    if (row < start) continue;
    const inside = scored.findIndex(([first, last]) => row >= first && row <= last);
    if (inside >= 0) {
      const [first, last] = scored[inside] as readonly [number, number];
      const gain = (scaledSigmoid(-(last - row + 1) / (last - first + 1)) * cost.tpWeight) / maxTp;
      best[inside] = Math.max(best[inside] as number, gain);
      continue;
    }
    const before = windows.findLast(([, last]) => last < row);
    const weight = before ? scaledSigmoid((row - before[1]) / (before[1] - before[0])) : -1;
    falseCost += weight * cost.fpWeight;
    falseAlarms++;
  }
  return {
    raw: falseCost + best.reduce((sum, gain) => sum + gain, 0),
    windows: scored.length,
    found: best.filter((gain) => gain !== -cost.fnWeight).length,
    falseAlarms,
  };
}

/** The score of a set of series, scaled as NAB does between the null detector and the perfect one. */
export function nabScore(
  series: readonly (LabelledSeries & { alarms: readonly number[] })[],
  cost: CostMatrix,
): NabResult {
  const sum = { raw: 0, windows: 0, found: 0, falseAlarms: 0 };
  for (const one of series) {
    const part = scoreSeries(one, one.alarms, cost);
    for (const key of ["raw", "windows", "found", "falseAlarms"] as const) sum[key] += part[key];
  }
  const floor = -sum.windows * cost.fnWeight;
  return { ...sum, score: (100 * (sum.raw - floor)) / (sum.windows * cost.tpWeight - floor) };
}
