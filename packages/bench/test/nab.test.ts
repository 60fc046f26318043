import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { benchHdfs } from "../src/engine/detection/hdfs.ts";
import { benchNab } from "../src/engine/detection/nab.ts";
import { nabScore, probation } from "../src/engine/detection/nab-score.ts";
import { data } from "./support/data.ts";

const standard = { tpWeight: 1, fnWeight: 1, fpWeight: 0.11 };
const series = {
  rows: 4000,
  windows: [
    [1000, 1399],
    [3000, 3399],
  ] as [number, number][],
};
const score = (alarms: number[]) => nabScore([{ ...series, alarms }], standard);

describe("NAB's scoring", () => {
  it("gives 0 to the null detector and 100 to the perfect one", () => {
    expect(score([]).score).toBe(0);
    expect(score([1000, 3000]).score).toBeCloseTo(100, 6);
  });

  it("rewards early alarms, counts the first of a window only, and does not score the probation", () => {
    expect(score([1000]).score).toBeGreaterThan(score([1300]).score);
    expect(score([1300, 1350]).score).toBe(score([1300]).score);
    expect(probation(4000)).toBe(600);
    expect(probation(40_000)).toBe(750);
    expect(score([10, 100]).score).toBe(0);
  });

  it("punishes false alarms by how far they are behind a window: 0.11 each at most", () => {
    expect(score([1400]).raw).toBeGreaterThan(score([2900]).raw);
    expect(score([2900]).raw).toBeCloseTo(-2 - 0.11, 3);
  });
});

const here = existsSync(join(data, "nab/profiles.json"));
describe.skipIf(!here)(
  `benchmarks on data${here ? "" : " (skipped: LOGSTEAD_DATA has no nab and anomaly)"}`,
  () => {
    it("NAB realKnownCause, standard profile: at least the floor of 56", () => {
      expect(benchNab(join(data, "nab")).profiles.standard?.score).toBeGreaterThan(56);
    });

    it("HDFS sessions, trained on half of the normal ones: F1 at least 0.96 at 2.93 %", () => {
      expect(benchHdfs(join(data, "anomaly"), 5).mean).toBeGreaterThan(0.96);
    });
  },
);
