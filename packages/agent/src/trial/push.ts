import { decodeBytes } from "../interpret/bytes.ts";
import type { Entry } from "../stages/stage.ts";

/*
 * Loki's push request: a raw Snappy block with a protobuf message (grafana/loki pkg/push/push.proto). Text
 * that is not UTF-8 becomes U+FFFD byte by byte, as Loki's readers see it.
 */
export function decodePush(body: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (const stream of fields(unsnap(body))) {
    if (stream.number !== 1) continue;
    let labels: Record<string, string> = {};
    for (const { number, data } of fields(stream.data)) {
      if (number === 1) labels = parseLabels(text(data));
      if (number === 2) entries.push({ ...entry(data), labels });
    }
  }
  return entries;
}

const text = (data: Buffer): string => decodeBytes(data).toWellFormed();

function entry(message: Buffer): Omit<Entry, "labels"> {
  let timestamp = 0n;
  let line = "";
  const metadata: Record<string, string> = {};
  for (const { number, data } of fields(message)) {
    if (number === 1)
      for (const field of fields(data))
        timestamp += field.number === 1 ? BigInt.asIntN(64, field.value) * 1_000_000_000n : field.value;
    if (number === 2) line = text(data);
    if (number === 3) {
      const [name = "", value = ""] = fields(data).map((field) => text(field.data));
      metadata[name] = value;
    }
  }
  return { timestamp, line, metadata };
}

/** `{a="b", c="d"}` as Prometheus writes it. */
const parseLabels = (written: string): Record<string, string> =>
  Object.fromEntries(
    [...written.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [
      name as string,
      JSON.parse(`"${(value as string).replace(/\\x([0-9a-f]{2})/g, "\\u00$1")}"`) as string,
    ]),
  );

interface Field {
  number: number;
  value: bigint;
  data: Buffer;
}

function fields(message: Buffer): Field[] {
  const found: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const [tag, afterTag] = varint(message, at);
    const [value, afterValue] = varint(message, afterTag);
    const end = (tag & 7n) === 2n ? afterValue + Number(value) : afterValue;
    found.push({ number: Number(tag >> 3n), value, data: message.subarray(afterValue, end) });
    at = end;
  }
  return found;
}

function varint(bytes: Buffer, from: number): [bigint, number] {
  let value = 0n;
  for (let i = from, shift = 0n; ; i++, shift += 7n) {
    const byte = bytes[i];
    if (byte === undefined) throw new Error("a number ends too early");
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [value, i + 1];
  }
}

/** Snappy's raw format (google/snappy format_description.txt). */
function unsnap(block: Buffer): Buffer {
  const [length, start] = varint(block, 0);
  const out = Buffer.alloc(Number(length));
  let written = 0;
  let at = start;
  const copy = (offset: number, count: number) => {
    // Byte by byte: a copy may read what it has just written.
    for (let i = 0; i < count; i++, written++) out[written] = out[written - offset] as number;
  };
  while (at < block.length) {
    const tag = block[at++] as number;
    const rest = tag >> 2;
    const kind = tag & 3;
    if (kind === 0) {
      const bytes = rest < 60 ? 0 : rest - 59;
      const count = (bytes === 0 ? rest : block.readUIntLE(at, bytes)) + 1;
      at += bytes;
      block.copy(out, written, at, at + count);
      written += count;
      at += count;
    } else if (kind === 1) copy(((tag >> 5) << 8) | (block[at++] as number), (rest & 7) + 4);
    else {
      copy(kind === 2 ? block.readUInt16LE(at) : block.readUInt32LE(at), rest + 1);
      at += kind === 2 ? 2 : 4;
    }
  }
  return out;
}
