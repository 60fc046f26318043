import SnappyJS from "snappyjs";
import type { Batch } from "../batch.ts";

/** Batches as a collector sends them: Loki's PushRequest in protobuf, packed with snappy. */
export function encodePush(batches: readonly Batch[]): Buffer {
  const streams = batches.map(({ stream, times, lines }) => {
    const entries = lines.map((line, i) => {
      const time = times[i] as number;
      const seconds = Math.floor(time / 1000);
      const nanos = Math.round((time - seconds * 1000) * 1e6);
      const stamp = Buffer.concat([Buffer.of(0x08), varint(seconds), Buffer.of(0x10), varint(nanos)]);
      return field(2, Buffer.concat([field(1, stamp), field(2, Buffer.from(line))]));
    });
    return field(1, Buffer.concat([field(1, Buffer.from(stream)), ...entries]));
  });
  return SnappyJS.compress(Buffer.concat(streams));
}

const field = (number: number, bytes: Buffer) =>
  Buffer.concat([Buffer.of((number << 3) | 2), varint(bytes.length), bytes]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
