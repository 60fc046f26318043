import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Case,
  casesOf,
  interpreter,
  linesOf,
  openRedactor,
  pipelineFor,
  pipelineNames,
  type RedactionSettings,
  type Stage,
} from "@logstead/agent";
import { runCollector, stagesOfSettings } from "@logstead/agent/parts";
import { getTool } from "@logstead/tools";
import { ordinaryLines } from "./ordinary-lines.ts";

/** What redaction costs on one kind of lines; µs are of processor time, user and system. */
export interface RedactionRow {
  kind: string;
  /** Characters a line. */
  length: number;
  /** µs a line in Promtail without any stage: reading, batching, sending. */
  without: number;
  /** µs a line that the stages of redaction add to it; each is the median of the rounds. */
  added: number;
  /** Lines a second in the redactor of this process and in the interpreter of stages. */
  redactor: number | undefined;
  interpreter: number | undefined;
}

/** Lines of one kind; `stages` where others than those of redaction are measured. */
export interface RedactionKind {
  kind: string;
  lines: readonly string[];
  stages?: Stage[] | undefined;
}

export interface RedactionBenchOptions {
  /** Lines that Promtail reads in each round. */
  lines?: number;
  /** Odd, so that the median is a measured one. */
  rounds?: number;
  /** Instead of redaction's. */
  stages?: Stage[] | undefined;
}

const settings: RedactionSettings = { enabled: true, ips: "keep", hash: false, rules: [] };
/** Processor time that the redactor and the interpreter are measured for, in seconds. */
const measuredSeconds = 1;

/** Thirteen expressions as one would write them without filters, to compare machines by. */
const plain = [
  ..."password|passwd|secret|token|api[_-]?key"
    .split("|")
    .map((key) => `(?i)${key}["']?\\s*[:=]\\s*["']?([^\\s"',;&]+)`),
  "(?i)authorization:\\s*(\\S+\\s+\\S+)",
  "://[^:/@\\s]*:([^@/\\s]+)@",
  "(eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*)",
  "(AKIA[0-9A-Z]{16})",
  "(gh[pousr]_\\w{36})",
  "([\\w.+-]+@[\\w-]+\\.[\\w.]+)",
  "\\b([A-Z]{2}\\d{2}[A-Z0-9]{11,30})\\b",
  "\\b(\\d{4}[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4})\\b",
].map((expression): Stage => ({ type: "replace", expression, replacement: "***" }));

/** Kinds of lines by what redaction has to do with them; the first has nothing to hide. */
export function redactionKinds(data: string): RedactionKind[] {
  const { redact } = openRedactor(settings);
  const ordinary = ordinaryLines(3000).filter((line) => redact(line) === line);
  const library = pipelineNames()
    .flatMap(({ name }) => casesOf(pipelineFor(undefined, name)))
    .flatMap(({ input }) => linesOf(input))
    .filter((line) => line !== "" && line.length <= 1000 && redact(line) === line);
  const around = (text: string) =>
    ordinary.slice(0, 300).map((line, i) => `${line.slice(0, 90)} ${text}${i}`);
  const loghub = join(data, "loghub");
  const real = existsSync(loghub)
    ? readdirSync(loghub)
        .filter((file) => file.endsWith("_2k.log"))
        .flatMap((file) => readFileSync(join(loghub, file), "utf8").split(/\r?\n/))
        .filter((line) => line !== "" && redact(line) === line)
    : [];
  return [
    { kind: "ordinary lines of 30 programs, nothing to hide", lines: ordinary },
    { kind: "lines of the library's cases, nothing to hide", lines: library },
    ...(real.length > 0 ? [{ kind: "loghub, eight systems, nothing to hide", lines: real }] : []),
    { kind: "an at sign, nothing to hide", lines: around("by app@shop ") },
    { kind: "words about secrets, nothing to hide", lines: around("Failed password for bob, attempt ") },
    { kind: "a password to hide", lines: around("password=hunter") },
    { kind: "an e-mail address to hide", lines: around("from=<bob@example.org> id=") },
    { kind: "a card to hide", lines: around("card 4111 1111 1111 1111 order ") },
    { kind: "for comparison: ordinary lines, thirteen plain expressions", lines: ordinary, stages: plain },
  ];
}

/**
 * The share of redaction: Promtail reads the same file without stages and with those of redaction, in turn, so
 * that what else runs on the machine falls on both.
 */
export async function benchRedaction(
  kind: string,
  lines: readonly string[],
  { lines: count = 100_000, rounds = 5, stages: others }: RedactionBenchOptions = {},
): Promise<RedactionRow> {
  const program = (await getTool("promtail")).path;
  const repeated = Array.from({ length: count }, (_, i) => lines[i % lines.length] as string);
  const input = Buffer.from(`${repeated.join("\n")}\n`);
  const stages = others ?? stagesOfSettings(settings);
  const without: number[] = [];
  const added: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const base = await microseconds(program, input, count, []);
    without.push(base);
    added.push((await microseconds(program, input, count, stages)) - base);
  }
  const { redact } = openRedactor(settings);
  const run = interpreter(stages);
  return {
    kind,
    length: Math.round(lines.reduce((sum, line) => sum + line.length, 0) / lines.length),
    without: median(without),
    added: median(added),
    redactor: others ? undefined : linesASecond(lines, (line) => redact(line)),
    interpreter: others
      ? undefined
      : linesASecond(lines, (line) =>
          run.push({ timestamp: 0n, line, labels: { job: "lines" }, metadata: {} }),
        ),
  };
}

async function microseconds(program: string, input: Buffer, count: number, stages: Stage[]): Promise<number> {
  const one: Case = {
    pipeline: "redaction",
    name: "lines",
    job: "redaction",
    input,
    expectedFile: "",
    labels: { job: "redaction", tenant: "main", service: "trial", stage: "test" },
    stages,
  };
  const measured = { seconds: 0, lines: 0 };
  await runCollector("promtail", program, [one], new Map([[one.job, count]]), measured);
  return (measured.seconds / measured.lines) * 1e6;
}

/** The best of some rounds: what is slower was disturbed. */
function linesASecond(lines: readonly string[], look: (line: string) => unknown): number {
  const rounds = Math.ceil(20_000 / lines.length);
  let best = 0;
  let spent = 0;
  do {
    const start = process.threadCpuUsage();
    for (let round = 0; round < rounds; round++) for (const line of lines) look(line);
    const { user, system } = process.threadCpuUsage(start);
    const seconds = (user + system) / 1e6;
    spent += seconds;
    best = Math.max(best, (rounds * lines.length) / seconds);
  } while (spent < measuredSeconds);
  return best;
}

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
