import WebSocket from "ws";
import { type Batch, streamName } from "../batch.ts";
import { millis } from "../push/json.ts";
import { fetchAs, type Identity, tlsOf } from "./identity.ts";

export interface LokiAddress extends Identity {
  url: string;
  tenant?: string | undefined;
  token?: string | undefined;
}

/** One entry, with its time as Loki writes it: nanoseconds as text, which order as texts do. */
export interface LokiEntry {
  ns: string;
  stream: string;
  line: string;
}

interface StreamsAnswer {
  stream: Record<string, string>;
  values: [string, string, unknown?][];
}

/** Without this Loki adds metadata of entries to the labels, which makes a stream of each entry. */
const categorize = { "X-Loki-Response-Encoding-Flags": "categorize-labels" };

export function headersOf({ tenant, token }: LokiAddress): Record<string, string> {
  return {
    ...(tenant === undefined ? {} : { "X-Scope-OrgID": tenant }),
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
}

/** Entries from `start` (included) to `end` (excluded) in order of time, at most `limit`. */
export async function queryRange(
  at: LokiAddress,
  query: { selector: string; start: bigint; end: bigint; limit: number; signal: AbortSignal },
): Promise<LokiEntry[]> {
  const answer = await ask(
    at,
    "query_range",
    {
      query: query.selector,
      start: String(query.start),
      end: String(query.end),
      limit: String(query.limit),
      direction: "forward",
    },
    query.signal,
  );
  const streams = (answer.data as { result: StreamsAnswer[] }).result;
  const entries = streams.flatMap(entriesOf);
  return entries.sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
}

/** Entries of each minute that ends in the span, by the end of the minute in milliseconds. */
export async function countMinutes(
  at: LokiAddress,
  query: { selector: string; start: number; end: number; signal: AbortSignal },
): Promise<Map<number, number>> {
  const answer = await ask(
    at,
    "query_range",
    {
      query: `sum(count_over_time(${query.selector}[1m]))`,
      start: String(BigInt(query.start) * 1_000_000n),
      end: String(BigInt(query.end) * 1_000_000n),
      step: "60",
    },
    query.signal,
  );
  const series = (answer.data as { result: { values: [number, string][] }[] }).result;
  return new Map(
    series.flatMap(({ values }) => values.map(([time, count]) => [Math.round(time * 1000), Number(count)])),
  );
}

async function ask(
  at: LokiAddress,
  path: string,
  parameters: Record<string, string>,
  signal: AbortSignal,
): Promise<{ data: unknown }> {
  const url = `${at.url.replace(/\/+$/, "")}/loki/api/v1/${path}?${new URLSearchParams(parameters)}`;
  const answer = await fetchAs(at, url, {
    headers: { ...headersOf(at), ...categorize },
    signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Loki answers ${answer.status}: ${text.slice(0, 200).trim()}`);
  return JSON.parse(text) as { data: unknown };
}

function entriesOf({ stream, values }: StreamsAnswer): LokiEntry[] {
  const name = streamName(stream);
  return values.map(([ns, line]) => ({ ns, stream: name, line }));
}

const politeMs = 1000;

export interface Tail {
  close(): void;
}

/** Follows new entries; `onEnd` is told once, with what Loki dropped for us or why it ended. */
export function openTail(
  at: LokiAddress,
  selector: string,
  start: bigint,
  on: { entries(entries: LokiEntry[]): void; dropped(count: number): void; end(why: string): void },
): Tail {
  const base = at.url.replace(/\/+$/, "").replace(/^http/, "ws");
  const parameters = new URLSearchParams({ query: selector, start: String(start), limit: "5000" });
  const socket = new WebSocket(`${base}/loki/api/v1/tail?${parameters}`, {
    headers: { ...headersOf(at), ...categorize },
    handshakeTimeout: 10_000,
    maxPayload: 67_108_864,
    ...tlsOf(at),
  });
  let ended = false;
  // A connection whose other side is gone without a word answers no ping.
  let alive = true;
  const pinging = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
    else alive = true;
  }, 15_000);
  const end = (why: string) => {
    if (ended) return;
    ended = true;
    clearInterval(pinging);
    on.end(why);
  };
  socket.on("pong", () => {
    alive = true;
  });
  socket.on("message", (data) => {
    alive = true;
    if (ended) return;
    try {
      const message = JSON.parse(String(data)) as { streams?: StreamsAnswer[]; dropped_entries?: unknown[] };
      on.entries(
        (message.streams ?? []).flatMap(entriesOf).sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0)),
      );
      if (message.dropped_entries?.length) on.dropped(message.dropped_entries.length);
    } catch (error) {
      end(`a message cannot be read: ${(error as Error).message}`);
      socket.terminate();
    }
  });
  socket.on("error", (error) => end(error.message));
  socket.on("close", (code) => end(`closed with ${code}`));
  return {
    close() {
      ended = true;
      clearInterval(pinging);
      // A connection that only breaks off is an error in Loki's log, which this detector may be reading.
      socket.close(1000);
      setTimeout(() => socket.terminate(), politeMs).unref();
    },
  };
}

/** Entries as batches: one for each run of a stream. */
export function batchesOf(entries: readonly LokiEntry[]): { batches: Batch[]; bytes: number } {
  const batches: Batch[] = [];
  let bytes = 0;
  let last: Batch | undefined;
  for (const { ns, stream, line } of entries) {
    if (last?.stream !== stream) {
      last = { stream, times: [], lines: [] };
      batches.push(last);
    }
    last.times.push(millis(ns));
    last.lines.push(line);
    bytes += line.length + 32;
  }
  return { batches, bytes };
}
