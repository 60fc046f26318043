import type { Entry, Stage } from "../stages/stage.ts";
import { compileStages } from "./compile.ts";
import { type Context, copyLabels, Fields, type Working } from "./working.ts";

export interface InterpreterOptions {
  /** Milliseconds since 1970, for years that a layout lacks, ages and times ahead; the system's clock by default. */
  now?: () => number;
  /** A number in [0, 1), for sampling; Math.random by default. */
  random?: () => number;
  /** The key of keyed hashes; needed only where a stage has `hash`. */
  salt?: string;
  /** Called before the first stage (undefined) and after each one, with the line as it is then. */
  trace?: (stage: Stage | undefined, state: TracedLine) => void;
}

/** A line between two stages. */
export interface TracedLine {
  entry: Entry;
  fields: Record<string, string>;
}

/**
 * Stages as a function, with the meaning they have in Promtail and Alloy. One interpreter is one pipeline of
 * one source: it keeps what multi-line blocks and container parts need until `flush`.
 */
export interface Interpreter {
  /** Gives the entries that are finished by this one: usually one, none while a block is open or the line is dropped. */
  push(entry: Entry): Entry[];
  /** Ends open blocks, as a collector does after `maxWait` without a line. */
  flush(): Entry[];
  /** Lines that were dropped, by reason. */
  readonly dropped: ReadonlyMap<string, number>;
  /** Lines that a `count` stage counted, by name. */
  readonly counted: ReadonlyMap<string, number>;
}

/** Throws RE2's error for an expression RE2 refuses, an Error for a path or key that cannot be used. */
export function interpreter(stages: readonly Stage[], options: InterpreterOptions = {}): Interpreter {
  const { now = Date.now } = options;
  const context: Context = {
    fields: new Fields(),
    now: () => now() / 1000,
    random: options.random ?? Math.random,
    salt: options.salt,
    dropped: new Map(),
    counted: new Map(),
    flushes: [],
    trace: options.trace && ((stage, line) => options.trace?.(stage, traced(line))),
  };
  const traced = (line: Working): TracedLine => ({
    entry: finished({ ...line, labels: { ...line.labels }, metadata: { ...line.metadata } }),
    fields: Object.fromEntries(
      context.fields.names.flatMap((name, i) =>
        line.fields[i] === undefined ? [] : [[name, line.fields[i]]],
      ),
    ),
  });
  let out: Entry[] = [];
  const first = compileStages(stages, context, (line) => out.push(finished(line)));
  const { fields } = context;
  const take = (): Entry[] => {
    const entries = out;
    out = [];
    return entries;
  };
  return {
    push(entry) {
      const line = begun(entry, fields.names.length);
      copyLabels(line, fields);
      options.trace?.(undefined, traced(line));
      first(line);
      return take();
    },
    flush() {
      for (const flush of context.flushes) flush();
      return take();
    },
    dropped: context.dropped,
    counted: context.counted,
  };
}

const billion = 1_000_000_000n;

function begun({ timestamp, line, labels, metadata }: Entry, size: number): Working {
  const seconds = Number(timestamp / billion);
  return {
    seconds,
    nanos: Number(timestamp % billion),
    line,
    labels: { ...labels },
    metadata: { ...metadata },
    fields: new Array<string | undefined>(size).fill(undefined),
  };
}

const finished = ({ seconds, nanos, line, labels, metadata }: Working): Entry => ({
  timestamp: BigInt(seconds) * billion + BigInt(nanos),
  line,
  labels,
  metadata,
});
