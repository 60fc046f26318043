import { join, resolve } from "node:path";
import { cacheDir, ExitCode, repoRoot } from "@logstead/base";
import { type OutputOptions, print, table } from "@logstead/base/output";
import { detectionSection } from "./detection.ts";
import { benchMining, type MiningResult } from "./engine/index.ts";
import { type Section, writeSection } from "./record.ts";

/** Measures the detector; a floor that is not reached ends with exit code 1. */
export function benchDetector(
  options: OutputOptions & { write?: boolean; only?: "mining" | "detection" },
): void {
  const deviations = options.only === "mining" ? [] : [detectionSection(command)];
  if (options.write) for (const section of deviations) writeSection(section);
  if (options.only === "detection") {
    print(options, deviations, () => deviations.map(({ header, rows }) => table(header, rows)).join("\n\n"));
    if (deviations.some(missed)) process.exitCode = ExitCode.problems;
    return;
  }
  const data = process.env.LOGSTEAD_DATA ?? resolve(repoRoot, "../shared");
  const say = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text} …`);
  };
  const mining = benchMining(data, cacheDir(), join(repoRoot, "packages/cli/src/main.ts"), say);
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const ofMining = [miningSection(mining), systemsSection(mining)];
  if (options.write) for (const section of ofMining) writeSection(section);
  const sections = [...ofMining, ...deviations];
  print(options, { ...mining, deviations }, () =>
    sections.map(({ header, rows }) => table(header, rows)).join("\n\n"),
  );
  if (mining.rows.some(({ met }) => met === false) || deviations.some(missed))
    process.exitCode = ExitCode.problems;
}

const command = "./logstead bench detector --write";

const missed = (section: Section) => Object.values(section.targets).some(({ met }) => !met);

function miningSection({ rows }: MiningResult): Section {
  return {
    name: "detector-mining",
    title: "Detector: mining",
    command,
    header: ["what", "measured", "best known with one configuration", "floor", "goal", "floor met"],
    rows: rows.map((r) => [
      r.what,
      r.value,
      r.baseline,
      r.floor,
      r.goal,
      r.met === undefined ? "" : r.met ? "yes" : "no",
    ]),
    targets: {},
  };
}

function systemsSection({ systems }: MiningResult): Section {
  const figure = (n: number) => n.toFixed(3);
  return {
    name: "detector-systems",
    title: "Detector: mining, each labelled log",
    command,
    header: ["log", "GA", "GA, raw lines", "FGA", "PA", "FTA", "patterns", "true ones"],
    rows: systems.map((s) => [
      s.name,
      ...[s.ga, s.rawGa, s.fga, s.pa, s.fta].map(figure),
      String(s.groups),
      String(s.trueGroups),
    ]),
    targets: {},
  };
}
