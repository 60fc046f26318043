import type { Stage } from "../stages/stage.ts";

/** A line inside the interpreter: an entry whose extracted fields are numbered. */
export interface Working {
  seconds: number;
  nanos: number;
  line: string;
  labels: Record<string, string>;
  metadata: Record<string, string>;
  fields: (string | undefined)[];
}

/** Numbers for the names of extracted fields, given once when stages are compiled. */
export class Fields {
  readonly names: string[] = [];

  at(name: string): number {
    const known = this.names.indexOf(name);
    return known >= 0 ? known : this.names.push(name) - 1;
  }
}

/** Runs one stage and passes the line on, or keeps it. */
export type Step = (line: Working) => void;

export interface Context {
  fields: Fields;
  /** Seconds since 1970. */
  now: () => number;
  /** A number in [0, 1), for sampling. */
  random: () => number;
  salt: string | undefined;
  dropped: Map<string, number>;
  counted: Map<string, number>;
  /** Called at the end of the input, first stage first. */
  flushes: (() => void)[];
  /** Called after each stage, for showing what it did. */
  trace?: ((stage: Stage, line: Working) => void) | undefined;
}

export const streamKey = (labels: Record<string, string>): string =>
  Object.keys(labels)
    .sort()
    .map((name) => `${name}\u0000${labels[name]}`)
    .join("\u0001");

export function copyLabels(line: Working, fields: Fields): void {
  for (let i = 0; i < fields.names.length; i++) {
    const value = line.labels[fields.names[i] as string];
    if (value !== undefined) line.fields[i] = value;
  }
}
