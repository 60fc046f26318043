import { setTimeout as pause } from "node:timers/promises";
import { type Batch, encodePush } from "@logstead/detector/parts";

export interface TrafficLine {
  /** `{host="host0",job="syslog"}` */
  stream: string;
  line: string;
  /** Milliseconds since 1970, with fractions. */
  time: number;
}

/** What a collector sends at once: protobuf, packed with snappy. */
export interface PushRequest {
  body: Buffer;
  lines: number;
}

/** As Promtail's clients do by default (`batchsize`), before packing. */
const requestBytes = 1_048_576;
/** Beside its text, an entry has a time. */
const entryBytes = 16;

/** Lines in the order of time, cut into requests with a batch for each stream. */
export function requestsOf(all: Iterable<TrafficLine>): PushRequest[] {
  const requests: PushRequest[] = [];
  let batches = new Map<string, Batch>();
  let [bytes, lines] = [0, 0];
  const flush = () => {
    if (lines > 0) requests.push({ body: encodePush([...batches.values()]), lines });
    batches = new Map();
    [bytes, lines] = [0, 0];
  };
  for (const { stream, line, time } of all) {
    let batch = batches.get(stream);
    if (!batch) {
      batch = { stream, times: [], lines: [] };
      batches.set(stream, batch);
    }
    batch.times.push(time);
    batch.lines.push(line);
    bytes += line.length + entryBytes;
    lines++;
    if (bytes >= requestBytes) flush();
  }
  flush();
  return requests;
}

export const pushPath = "/loki/api/v1/push";

/** Sends until it is taken; how often it had to come again. */
export async function post(url: string, { body }: PushRequest): Promise<number> {
  const headers = { "Content-Type": "application/x-protobuf" };
  for (let refused = 0; ; refused++) {
    const answer = await fetch(url + pushPath, { method: "POST", headers, body: new Uint8Array(body) });
    const text = await answer.text();
    if (answer.ok) return refused;
    if (answer.status !== 429) throw new Error(`${url} answers ${answer.status}: ${text.slice(0, 200)}`);
    await pause(20);
  }
}
