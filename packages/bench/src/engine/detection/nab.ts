import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newSeries, scoreValue } from "@logstead/detector/parts";
import { type CostMatrix, type LabelledSeries, type NabResult, nabScore } from "./nab-score.ts";

/** The NAB series of a folder with `data/realKnownCause`, `labels` and `profiles.json`. */
export interface NabSeries extends LabelledSeries {
  name: string;
  values: number[];
}

export function loadNab(folder: string): NabSeries[] {
  const set = "realKnownCause";
  const windows = JSON.parse(readFileSync(join(folder, "labels/combined_windows.json"), "utf8")) as Record<
    string,
    [string, string][]
  >;
  return readdirSync(join(folder, "data", set))
    .filter((name) => name.endsWith(".csv"))
    .sort()
    .map((name) => {
      const rows = readFileSync(join(folder, "data", set, name), "utf8")
        .trim()
        .split(/\r?\n/)
        .slice(1);
      const times = rows.map((row) => row.slice(0, 19));
      const ranges = (windows[`${set}/${name}`] ?? []).map(
        ([first, last]) => [times.indexOf(first.slice(0, 19)), times.indexOf(last.slice(0, 19))] as const,
      );
      const values = rows.map((row) => Number(row.split(",")[1]));
      return { name, values, rows: rows.length, windows: ranges };
    });
}

export type NabProfiles = Record<string, { CostMatrix: CostMatrix }>;

export interface NabBench {
  profiles: Record<string, NabResult>;
  series: { name: string; windows: number; found: number; falseAlarms: number }[];
}

/** Runs the series detector over NAB and scores its alarms as they are. */
export function benchNab(folder: string): NabBench {
  const scored = loadNab(folder).map((series) => {
    const state = newSeries();
    const alarms = series.values.flatMap((value, row) => (scoreValue(state, value).alarm ? [row] : []));
    return { ...series, alarms };
  });
  const profiles = JSON.parse(readFileSync(join(folder, "profiles.json"), "utf8")) as NabProfiles;
  const cost = (name: string) => profiles[name]?.CostMatrix as CostMatrix;
  return {
    profiles: Object.fromEntries(Object.keys(profiles).map((name) => [name, nabScore(scored, cost(name))])),
    series: scored.map((one) => {
      const { windows, found, falseAlarms } = nabScore([one], cost("standard"));
      return { name: one.name.replace(/\.csv$/, ""), windows, found, falseAlarms };
    }),
  };
}
