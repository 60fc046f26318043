import { ByteSize, Duration, inBytes, inSeconds } from "@logstead/inventory";

/** A duration as every Go program reads it: in h, m, s and ms, since most know no day. */
export function goDuration(value: unknown): string {
  const seconds = inSeconds(Duration.parse(value));
  if (seconds === 0) return "0s";
  const text: string[] = [];
  let left = Math.round(seconds * 1000);
  for (const [unit, size] of [
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ] as const) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) text.push(`${count}${unit}`);
  }
  return text.join("");
}

/** A duration in whole seconds, for programs that do not read Go's. */
export const seconds = (value: unknown) => String(Math.ceil(inSeconds(Duration.parse(value))));

/** An amount of bytes as a number: units mean powers of 1000 here and of 1024 in most programs. */
export const bytes = (value: unknown) => String(Math.round(inBytes(ByteSize.parse(value))));
