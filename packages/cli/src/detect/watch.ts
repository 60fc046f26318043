import { readFileSync } from "node:fs";
import { ExitCode, ProblemError, problem, writeFileAtomic } from "@logstead/base";
import {
  detectSettings,
  type Engine,
  type Finding,
  milliseconds,
  openEngine,
  openReader,
  type Severity,
  SnapshotError,
} from "@logstead/detector";
import { DetectorSettings } from "@logstead/detector/settings";
import { paint } from "../output/colour.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { lineBatches } from "./lines.ts";
import { WatchProgress } from "./watch-progress.ts";

export interface WatchOptions extends OutputOptions {
  warmUp: string;
  min: Severity;
  state?: string;
}

const ranks: Record<Severity, number> = { info: 0, warning: 1, critical: 2 };

/** Reads each input to its end, or for ever, and prints what is unusual at once. */
export async function watch(files: readonly string[], options: WatchOptions): Promise<void> {
  const engine = engineOf(options);
  const progress = new WatchProgress(engine);
  let printed = 0;
  const show = (findings: readonly Finding[]) => {
    for (const finding of findings) {
      if (ranks[finding.severity] < ranks[options.min]) continue;
      printed++;
      progress.clear();
      process.stdout.write(options.output === "json" ? `${JSON.stringify(finding)}\n` : textOf(finding));
    }
  };
  // Live input: silence is noticed by the clock. A file that ended long ago has its own times.
  let newest = 0;
  const clock = setInterval(() => {
    const now = Date.now();
    if (now - newest < 600_000) show(engine.tick(now));
    progress.show();
  }, 1000);
  const end = () => {
    clearInterval(clock);
    progress.clear();
    if (options.state) writeFileAtomic(options.state, engine.snapshot(), 0o600);
  };
  const interrupted = () => {
    end();
    summary(engine, printed, options);
    process.exit(ExitCode.interrupted);
  };
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  try {
    for (const file of files.length === 0 ? ["-"] : files) {
      const stream = file === "-" ? "stdin" : file;
      for await (const lines of lineBatches(file))
        for (const line of lines) {
          // A fraction tells lines apart that come within one millisecond.
          const now = performance.timeOrigin + performance.now();
          show(engine.push(stream, line, now));
          newest = engine.now();
          progress.count();
        }
      show(engine.tick(engine.now()));
    }
  } finally {
    end();
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
  }
  summary(engine, printed, options);
  if (printed > 0) process.exitCode = ExitCode.problems;
}

function engineOf(options: WatchOptions): Engine {
  const warmUp = milliseconds(options.warmUp);
  if (Number.isNaN(warmUp))
    throw new ProblemError(
      problem("watch/no-duration", `'${options.warmUp}' is no duration`, {
        path: "--warm-up",
        want: "number and unit, such as 10m or 1h",
        fix: "./logstead watch --warm-up 10m",
      }),
      ExitCode.usage,
    );
  const settings = { ...detectSettings(DetectorSettings.parse({})), warmUp };
  const zone = -new Date().getTimezoneOffset();
  const engine = openEngine(settings, openReader(settings, zone));
  if (options.state) restore(engine, options.state);
  return engine;
}

function restore(engine: Engine, file: string): void {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  try {
    engine.restore(text);
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    throw new ProblemError(
      problem(error.code, error.message, { file, fix: `mv ${file} ${file}.old   # and learn anew` }),
      ExitCode.outside,
    );
  }
}

function textOf(finding: Finding): string {
  const style = finding.severity === "critical" ? "red" : finding.severity === "warning" ? "yellow" : "dim";
  const head = paint(style, finding.severity.padEnd(8));
  const lines = [`${head} ${finding.sentence}`];
  for (const line of finding.evidence.slice(0, 2))
    lines.push(`         ${paint("dim", `│ ${line.slice(0, 160)}`)}`);
  return `${lines.join("\n")}\n`;
}

function summary(engine: Engine, printed: number, options: WatchOptions): void {
  const counts = engine.counts();
  const streams = engine.streams();
  const learning = streams.filter((stream) => stream.state === "learning");
  const extra = [
    counts.late > 0 ? `${counts.late} lines came too late to be counted` : "",
    counts.replayed > 0 ? `${counts.replayed} were replays` : "",
    counts.cut > 0 ? `${counts.cut} were cut` : "",
    ...learning
      .slice(0, 3)
      .map((s) => `${s.stream} is learned until ${new Date(s.learningUntil).toISOString().slice(0, 16)}Z`),
  ].filter(Boolean);
  const patterns = streams.reduce((sum, stream) => sum + stream.patterns, 0);
  const text = `${counts.lines} lines, ${patterns} patterns, ${printed} anomalies${extra.length > 0 ? `; ${extra.join("; ")}` : ""}`;
  if (options.output === "json") process.stderr.write(`${text}\n`);
  else print(options, {}, () => text);
}
