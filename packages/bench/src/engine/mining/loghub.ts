import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LineMiner } from "@logstead/detector/parts";
import { csvRows } from "./csv.ts";
import { type Score, score } from "./score.ts";

/** A log with its true groups and templates. */
export interface Labelled {
  name: string;
  raw: string;
  messages: string;
  ids: string[];
  templates: string[];
}

/** The labelled logs of a folder (`X_2k.log` with `X_2k.log_structured.csv`); none if it is not there. */
export function labelledLogs(folder: string): Labelled[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".log_structured.csv"))
    .sort()
    .map((file) => {
      const rows = csvRows(readFileSync(join(folder, file), "utf8"));
      const column = (name: string) => rows.map((row) => row[name] as string);
      return {
        name: file.replace("_2k.log_structured.csv", ""),
        raw: readFileSync(join(folder, file.replace("_structured.csv", "")), "utf8"),
        messages: column("Content").join("\n"),
        ids: column("EventId"),
        templates: column("EventTemplate"),
      };
    });
}

/** A year-less time needs a clock; the labelled logs are older than this. */
const now = Date.UTC(2026, 0, 1);

/** Mines a log as `./logstead mine` does and scores the final groups and templates. */
export function scoreMining(log: Labelled, input: "messages" | "raw"): Score {
  const leaves: number[] = [];
  const lines = new LineMiner({ message: input === "messages", onLine: (leaf) => leaves.push(leaf) });
  lines.push(Buffer.from(log[input]), now);
  lines.endStream();
  const { miner } = lines;
  miner.refine();
  const patternOf = new Map(miner.leafPatterns());
  const template = new Map([...miner.patterns.values()].map((p) => [p.id, miner.template(p)]));
  const ids = log.ids.map((_, i) => patternOf.get(leaves[i] ?? -1) ?? `line ${i}`);
  return score(log, { ids, templates: ids.map((id) => template.get(id as number) ?? "") });
}

/** The mean of each figure. */
export function meanScore(scores: readonly Score[]): Score {
  const mean = (of: (s: Score) => number) => scores.reduce((sum, s) => sum + of(s), 0) / scores.length;
  return {
    trueGroups: scores.reduce((sum, s) => sum + s.trueGroups, 0),
    groups: scores.reduce((sum, s) => sum + s.groups, 0),
    ga: mean((s) => s.ga),
    fga: mean((s) => s.fga),
    pa: mean((s) => s.pa),
    fta: mean((s) => s.fta),
  };
}
