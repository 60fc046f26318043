import { createHash } from "node:crypto";
import { decodeBytes } from "../interpret/bytes.ts";
import { interpreter } from "../interpret/interpreter.ts";
import type { Entry } from "../stages/stage.ts";
import type { Case } from "./case.ts";
import { yesterday, yesterdayMark, yesterdayText } from "./yesterday.ts";

/** An entry as `expected.json` has it: nothing in it changes from one run to the next. */
export interface Shown {
  /** ISO 8601 with nanoseconds; `arrival` for the time of the run, `yesterday …` for the day before it. */
  timestamp: string;
  labels: Record<string, string>;
  metadata: Record<string, string>;
  line: string;
}

const sorted = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));

const longLine = 2000;

export function show(entry: Entry, started: number): Shown {
  const { job: _, ...labels } = entry.labels;
  return {
    timestamp: showTime(entry.timestamp, started),
    labels: sorted(labels),
    metadata: sorted(entry.metadata),
    line: showLine(entry.line.toWellFormed()).replaceAll(yesterdayText(), yesterdayMark),
  };
}

function showTime(timestamp: bigint, started: number): string {
  const ms = Number(timestamp / 1_000_000n);
  if (ms >= started - 1000 && ms <= Date.now() + 1000) return "arrival";
  const nanos = String(((timestamp % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const text = new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19);
  const shown = `${text}${nanos ? `.${nanos}` : ""}Z`;
  return text.startsWith(yesterday().toISOString().slice(0, 10)) ? `yesterday ${shown.slice(11)}` : shown;
}

function showLine(line: string): string {
  if (line.length <= longLine) return line;
  const hash = createHash("sha256").update(line).digest("hex").slice(0, 16);
  return `${line.slice(0, 80)} … ${Buffer.byteLength(line)} bytes, sha256 ${hash} … ${line.slice(-80)}`;
}

/** Lines as a file source hands them over; a carriage return stays. */
export function linesOf(input: Buffer): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let end = input.indexOf(10); end >= 0; end = input.indexOf(10, start)) {
    lines.push(decodeBytes(input.subarray(start, end)));
    start = end + 1;
  }
  if (start < input.length) lines.push(decodeBytes(input.subarray(start)));
  return lines;
}

/** The key of keyed hashes in trials. */
export const trialSalt = "trial";

/** What the interpreter makes of a case. */
export function interpret(testCase: Case): Shown[] {
  const started = Date.now();
  const run = interpreter(testCase.stages, { salt: trialSalt });
  const entries = linesOf(testCase.input).flatMap((line) =>
    run.push({ timestamp: BigInt(Date.now()) * 1_000_000n, line, labels: testCase.labels, metadata: {} }),
  );
  return [...entries, ...run.flush()].map((entry) => show(entry, started));
}

/** Entries in an order that does not depend on how they came. */
export const inOrder = (entries: readonly Shown[]): Shown[] =>
  [...entries].sort((a, b) => {
    const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  });
