import { type Batch, canonical, MalformedError } from "../batch.ts";

/*
 * Loki's PushRequest (pkg/push/push.proto), read where it lies: a general decoder would make an object for each
 * of its messages, which costs more than the detector spends on the line.
 *
 *     PushRequest   1: repeated Stream
 *     Stream        1: string labels, 2: repeated Entry
 *     Entry         1: Timestamp (1: int64 seconds, 2: int32 nanos), 2: string line; 3, 4: metadata, not used
 */
export function decodeProtobuf(bytes: Buffer, mostLines: number): Batch[] {
  const batches: Batch[] = [];
  const reader = new Reader(bytes, 0, bytes.length);
  let left = mostLines;
  while (reader.at < reader.end) {
    const tag = reader.varint();
    if (tag === 0x0a) {
      const batch = stream(bytes, reader.message(), left);
      // A stream without lines takes room too.
      left -= batch.lines.length + 1;
      batches.push(batch);
    } else reader.skip(tag);
  }
  return batches;
}

function stream(bytes: Buffer, reader: Reader, most: number): Batch {
  let labels = "";
  const times: number[] = [];
  const lines: string[] = [];
  while (reader.at < reader.end) {
    const tag = reader.varint();
    if (tag === 0x0a) labels = reader.text();
    else if (tag === 0x12) {
      if (lines.length >= most) throw new MalformedError("there are more lines than bytes for them");
      const size = reader.varint();
      entry(bytes, reader, reader.at + size, times, lines);
    } else reader.skip(tag);
  }
  return { stream: canonical(labels), times, lines };
}

function entry(bytes: Buffer, r: Reader, end: number, times: number[], lines: string[]): void {
  if (end > r.end) throw new MalformedError("a message is cut");
  let seconds = 0;
  let nanos = 0;
  let line = "";
  while (r.at < end) {
    const tag = r.varint();
    if (tag === 0x0a) {
      const size = r.varint();
      const stop = r.at + size;
      if (stop > end) throw new MalformedError("a message is cut");
      while (r.at < stop) {
        const field = r.varint();
        if (field === 0x08) seconds = r.varint();
        else if (field === 0x10) nanos = r.varint();
        else r.skip(field);
      }
    } else if (tag === 0x12) {
      const size = r.varint();
      const stop = r.at + size;
      if (stop > end) throw new MalformedError("a message is cut");
      line = bytes.toString("utf8", r.at, stop);
      r.at = stop;
    } else r.skip(tag);
  }
  if (r.at !== end) throw new MalformedError("a message is longer than it says");
  times.push(seconds * 1000 + nanos / 1e6);
  lines.push(line);
}

class Reader {
  readonly bytes: Buffer;
  readonly end: number;
  at: number;

  constructor(bytes: Buffer, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Up to 2^53; larger ones (negative numbers) have no place in a request. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      if (this.at >= this.end) throw new MalformedError("a number is cut");
      const byte = this.bytes[this.at++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new MalformedError("a number is too long");
  }

  message(): Reader {
    const size = this.varint();
    const from = this.at;
    if (from + size > this.end) throw new MalformedError("a message is cut");
    this.at += size;
    return new Reader(this.bytes, from, from + size);
  }

  text(): string {
    const size = this.varint();
    if (this.at + size > this.end) throw new MalformedError("a text is cut");
    this.at += size;
    return this.bytes.toString("utf8", this.at - size, this.at);
  }

  skip(tag: number): void {
    const kind = tag & 7;
    if (tag < 8) throw new MalformedError("a field has the number 0");
    if (kind === 0) this.number();
    else if (kind === 1) this.at += 8;
    else if (kind === 2) {
      const size = this.varint();
      this.at += size;
    } else if (kind === 5) this.at += 4;
    else throw new MalformedError("a field has an unknown kind");
    if (this.at > this.end) throw new MalformedError("a field is cut");
  }

  /** A number that nobody asks for: up to ten bytes. */
  private number(): void {
    for (let i = 0; i < 10; i++) if (((this.bytes[this.at++] as number) & 0x80) === 0) return;
    throw new MalformedError("a number is too long");
  }
}
