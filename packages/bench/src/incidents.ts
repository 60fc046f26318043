import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ExitCode, ProblemError, problem, repoRoot } from "@logstead/base";
import type { OutputOptions } from "@logstead/base/output";
import { detectSettings, openEngine, openReader } from "@logstead/detector";
import { DetectorSettings } from "@logstead/detector/settings";
import {
  type Corpus,
  corpusOf,
  type IncidentResult,
  incidentKinds,
  incidentPlan,
  runIncidents,
} from "./engine/detection/index.ts";
import type { Section } from "./record.ts";
import { report } from "./report.ts";

export interface IncidentOptions extends OutputOptions {
  seed: number;
  seeds: number;
  streams?: string;
  notes?: boolean;
  write?: boolean;
}

/** Where labelled logs are kept. */
export const dataDir = () => process.env.LOGSTEAD_DATA ?? resolve(repoRoot, "../shared");

/** Real logs, of which the traffic of measurements is made. */
export const realLogs = () => readCorpora(join(dataDir(), "loghub"));

/** Every log of a folder that has enough lines: `.log` and `.txt` files, or all files if there are none. */
export function readCorpora(folder: string): Corpus[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    throw new ProblemError(
      problem("bench/no-streams", "the folder with logs cannot be read", {
        file: folder,
        fix: "set LOGSTEAD_DATA, or give --streams DIR",
      }),
      ExitCode.outside,
    );
  }
  const logs = names.filter((name) => /\.(log|txt)$/.test(name));
  const corpora: Corpus[] = [];
  for (const name of logs.length > 0 ? logs : names) {
    const file = join(folder, name);
    if (!statSync(file).isFile() || statSync(file).size > 200e6) continue;
    const corpus = corpusOf(name, readFileSync(file, "utf8"), Date.UTC(2026, 2, 1));
    if (corpus) corpora.push(corpus);
  }
  if (corpora.length > 0) return corpora;
  throw new ProblemError(
    problem("bench/no-streams", "the folder has no log of at least 200 lines", {
      file: folder,
      fix: "give --streams a folder with .log files",
    }),
    ExitCode.outside,
  );
}

/** Replays logs with incidents of twelve kinds, for one seed or several. */
export function benchIncidents(options: IncidentOptions): void {
  const corpora = readCorpora(options.streams ?? join(dataDir(), "loghub"));
  const settings = detectSettings(DetectorSettings.parse({}));
  const results: IncidentResult[] = [];
  for (let seed = options.seed; seed < options.seed + options.seeds; seed++) {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[Kseed ${seed} …`);
    results.push(runIncidents(incidentPlan(seed), corpora, () => openEngine(settings, openReader(settings))));
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const all = summary(results);
  const section: Section = {
    name: "incidents",
    title: "Detector: incidents",
    command: `./logstead bench incidents --seed ${options.seed} --seeds ${options.seeds} --write`,
    ...all,
  };
  report(section, options, results, options.notes ? results.flatMap((result) => result.notes) : []);
}

function summary(results: readonly IncidentResult[]): Pick<Section, "header" | "rows" | "targets"> {
  const sum = (of: (result: IncidentResult) => number) => results.reduce((total, r) => total + of(r), 0);
  const rows = incidentKinds.map((kind) => {
    const of = results.map((result) => result.byKind[kind]).filter((one) => one !== undefined);
    const minutes = of.flatMap((one) => one.minutes).sort((a, b) => a - b);
    const incidents = of.reduce((total, one) => total + one.incidents, 0);
    const found = of.reduce((total, one) => total + one.found, 0);
    const median = minutes[Math.floor(minutes.length / 2)];
    return [kind, String(incidents), String(found), median === undefined ? "" : median.toFixed(1)];
  });
  const recall = sum((r) => r.found) / sum((r) => r.incidents);
  const perHostDay = sum((r) => r.falseAlarms) / sum((r) => r.hostDays);
  const precision =
    1 -
    sum((r) => r.falseAlarms) /
      Math.max(
        1,
        sum((r) => r.alarms),
      );
  return {
    header: ["kind", "incidents", "found", "median minutes to the alarm"],
    rows,
    targets: {
      "recall (floor 85 %, goal 95 %)": { value: `${(100 * recall).toFixed(1)} %`, met: recall >= 0.85 },
      "false alarms per host and day (below 1)": { value: perHostDay.toFixed(2), met: perHostDay < 1 },
      "precision of alarms": { value: `${(100 * precision).toFixed(1)} %`, met: true },
      "lines replayed, seeds": { value: `${sum((r) => r.lines)}, ${results.length}`, met: true },
    },
  };
}
