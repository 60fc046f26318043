import { interpreter, type TracedLine } from "../interpret/interpreter.ts";
import type { Stage } from "../stages/stage.ts";

/** What one stage changed on one line. */
export interface Effect {
  stage: string;
  changes: {
    what: "field" | "label" | "metadata" | "timestamp" | "line";
    name?: string;
    from?: string;
    to?: string;
  }[];
}

export interface Traced {
  input: string;
  effects: Effect[];
  /** Entries that were finished when this line came; none while a block is open, or where it was dropped. */
  entries: {
    timestamp: string;
    labels: Record<string, string>;
    metadata: Record<string, string>;
    line: string;
  }[];
}

/** Runs lines through stages and tells each stage's effect. */
export function traceLines(
  stages: readonly Stage[],
  labels: Record<string, string>,
  lines: readonly string[],
): Traced[] {
  let effects: Effect[] = [];
  let before: TracedLine | undefined;
  const run = interpreter(stages, {
    trace(stage, state) {
      const changes = before ? difference(before, state) : [];
      if (stage && changes.length > 0) effects.push({ stage: stage.type, changes });
      before = state;
    },
  });
  const done = (input: string, entries: ReturnType<typeof run.push>): Traced => ({
    input,
    effects,
    entries: entries.map((entry) => ({ ...entry, timestamp: isoTime(entry.timestamp) })),
  });
  const traced = lines.map((line) => {
    const entry = { timestamp: BigInt(Date.now()) * 1_000_000n, line, labels, metadata: {} };
    effects = [];
    return done(line, run.push(entry));
  });
  effects = [];
  before = undefined;
  const rest = run.flush();
  return rest.length > 0 ? [...traced, done("(end of input)", rest)] : traced;
}

function difference(before: TracedLine, after: TracedLine): Effect["changes"] {
  const changes: Effect["changes"] = [];
  const compare = (
    what: "field" | "label" | "metadata",
    a: Record<string, string>,
    b: Record<string, string>,
  ) => {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
      if (a[name] !== b[name])
        changes.push({
          what,
          name,
          ...(a[name] !== undefined && { from: a[name] }),
          ...(b[name] !== undefined && { to: b[name] }),
        });
  };
  compare("field", before.fields, after.fields);
  compare("label", before.entry.labels, after.entry.labels);
  compare("metadata", before.entry.metadata, after.entry.metadata);
  const [x, y] = [before.entry, after.entry];
  if (x.timestamp !== y.timestamp)
    changes.push({ what: "timestamp", from: isoTime(x.timestamp), to: isoTime(y.timestamp) });
  if (x.line !== y.line) changes.push({ what: "line", from: x.line, to: y.line });
  return changes;
}

function isoTime(timestamp: bigint): string {
  const seconds = timestamp / 1_000_000_000n;
  const nanos = String(timestamp % 1_000_000_000n).padStart(9, "0");
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${nanos}Z`;
}
