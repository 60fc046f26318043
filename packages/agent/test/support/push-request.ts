/*
 * Loki's push request: a raw Snappy block with a protobuf message (grafana/loki pkg/push/push.proto), read
 * without a library, since a test that decodes with the code under test would prove little.
 */

export interface Pushed {
  labels: Record<string, string>;
  line: string;
  timestamp: bigint;
  metadata: Record<string, string>;
}

export function decodePush(body: Buffer): Pushed[] {
  const pushed: Pushed[] = [];
  for (const stream of fields(unsnap(body))) {
    if (stream.number !== 1) continue;
    let labels: Record<string, string> = {};
    for (const { number, data } of fields(stream.data)) {
      if (number === 1) labels = parseLabels(data.toString());
      if (number === 2) pushed.push({ labels, ...entry(data) });
    }
  }
  return pushed;
}

function entry(message: Buffer): Omit<Pushed, "labels"> {
  let timestamp = 0n;
  let line = "";
  const metadata: Record<string, string> = {};
  for (const { number, data, value } of fields(message)) {
    if (number === 1)
      for (const part of fields(data))
        timestamp += part.number === 1 ? part.value * 1_000_000_000n : part.value;
    if (number === 2) line = data.toString();
    if (number === 3) {
      const [name, text] = fields(data).map((part) => part.data.toString());
      metadata[name ?? ""] = text ?? "";
    }
    void value;
  }
  return { timestamp, line, metadata };
}

/** `{a="b", c="d"}` as Prometheus writes it. */
const parseLabels = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [
      name as string,
      JSON.parse(`"${value}"`) as string,
    ]),
  );

interface Field {
  number: number;
  value: bigint;
  data: Buffer;
}

function fields(message: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  while (at < message.length) {
    const [tag, afterTag] = varint(message, at);
    const [value, afterValue] = varint(message, afterTag);
    const long = (tag & 7n) === 2n;
    const end = long ? afterValue + Number(value) : afterValue;
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
    switch (tag & 3) {
      case 0: {
        const bytes = rest < 60 ? 0 : rest - 59;
        const count = (bytes === 0 ? rest : block.readUIntLE(at, bytes)) + 1;
        at += bytes;
        block.copy(out, written, at, at + count);
        written += count;
        at += count;
        break;
      }
      case 1:
        copy(((tag >> 5) << 8) | (block[at++] as number), (rest & 7) + 4);
        break;
      case 2:
        copy(block.readUInt16LE(at), rest + 1);
        at += 2;
        break;
      default:
        copy(block.readUInt32LE(at), rest + 1);
        at += 4;
    }
  }
  return out;
}
