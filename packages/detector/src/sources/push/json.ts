import { type Batch, MalformedError, streamName } from "../batch.ts";

const nanos = /^\d{1,19}$/;

/** Loki's JSON push request: `{"streams": [{"stream": {…}, "values": [["<ns>", "<line>", {…}?], …]}]}`. */
export function decodeJson(text: string): Batch[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new MalformedError("the body is no JSON");
  }
  const streams = (data as { streams?: unknown } | null)?.streams;
  if (!Array.isArray(streams)) throw new MalformedError("'streams' is no list");
  return streams.map(batchOf);
}

function batchOf(one: unknown): Batch {
  const { stream, values } = (one ?? {}) as { stream?: unknown; values?: unknown };
  if (typeof stream !== "object" || stream === null || Array.isArray(stream))
    throw new MalformedError("'stream' is no set of labels");
  const entries = Object.entries(stream);
  if (entries.length === 0 || entries.some(([, value]) => typeof value !== "string"))
    throw new MalformedError("labels must be texts, at least one");
  if (!Array.isArray(values)) throw new MalformedError("'values' is no list");
  const batch: Batch = { stream: streamName(stream as Record<string, string>), times: [], lines: [] };
  for (const value of values) {
    const [time, line] = Array.isArray(value) ? (value as unknown[]) : [];
    if (typeof time !== "string" || !nanos.test(time))
      throw new MalformedError("a time is no text of nanoseconds");
    if (typeof line !== "string") throw new MalformedError("a line is no text");
    batch.times.push(millis(time));
    batch.lines.push(line);
  }
  return batch;
}

/** Nanoseconds as text to milliseconds with a fraction: 2^53 ns are only 104 days. */
export const millis = (ns: string) => Number(ns.slice(0, -6) || "0") + Number(ns.slice(-6)) / 1e6;
