import { openRandom } from "@logstead/base/random";
import { describe, expect, it } from "vitest";
import { newDiscord, pushValue } from "../../src/core/series/discord.ts";
import { newSeries, scoreValue } from "../../src/index.ts";

function daily(seed: number, rows: number): number[] {
  const r = openRandom(seed);
  return Array.from({ length: rows }, (_, i) => 50 + 20 * Math.sin((2 * Math.PI * i) / 96) + r.normal());
}

const scores = (values: number[]) => {
  const series = newSeries();
  return values.map((value) => scoreValue(series, value));
};

describe("score-series", () => {
  it("[DET-08] finds a day that is unlike all others, and little else", () => {
    const values = daily(1, 3000);
    for (let i = 2400; i < 2440; i++) values[i] = 50;
    const alarms = scores(values).flatMap(({ alarm }, row) => (alarm ? [row] : []));
    expect(alarms.filter((row) => row >= 2400 && row < 2500)).not.toEqual([]);
    expect(alarms.filter((row) => row < 2400 || row >= 2500).length).toBeLessThan(12);
  });

  it("is causal: what comes later changes no earlier row", () => {
    const values = daily(2, 1500);
    const whole = scores([...values, 1e9, -1e9]);
    expect(scores(values.slice(0, 700))).toEqual(whole.slice(0, 700));
  });

  it("takes what is no number, constants and giants without harm", () => {
    const odd = [...Array<number>(300).fill(5), Number.NaN, Number.POSITIVE_INFINITY, 5, 1e300, 5, 5];
    for (const { score } of scores(odd)) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  });

  it("gives the distance to the nearest earlier stretch, as one by one comparison does", () => {
    const values = daily(3, 300);
    const m = 16;
    const discord = newDiscord(m);
    const found = values.map((value) => pushValue(discord, value));
    for (const t of [40, 100, 299]) {
      const distances = Array.from({ length: t - 2 * m + 2 }, (_, k) => k + m - 1).map((j) =>
        Math.sqrt(
          Array.from(
            { length: m },
            (_, i) => ((values[t - i] as number) - (values[j - i] as number)) ** 2,
          ).reduce((a, b) => a + b) / m,
        ),
      );
      expect(found[t]).toBeCloseTo(Math.min(...distances), 6);
    }
  });
});
