import type { z } from "zod";
import { field } from "./field.ts";

const factors: Record<string, number> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const form = /^(\d+(?:\.\d+)?)(B|[KMGT]B|[KMGT]iB)$/;

/** An amount of bytes; KB, MB, GB are powers of 1000, KiB, MiB, GiB powers of 1024 (IEC 80000-13). */
export const ByteSize = field({
  name: "ByteSize",
  what: "An amount of bytes: number and unit; KB/MB/GB/TB count in 1000s, KiB/MiB/GiB/TiB in 1024s.",
  examples: ["512MB", "100MB", "20GB", "64MiB"],
  pattern: "^\\d+(?:\\.\\d+)?(?:B|[KMGT]B|[KMGT]iB)$",
  refuse(text) {
    if (form.test(text)) return undefined;
    const number = /^(\d+(?:\.\d+)?)\s*([kmgt])?/i.exec(text);
    return {
      code: "bad-byte-size",
      message: "this is not an amount of bytes",
      want: "number and unit without a space (B, KB, MB, GB, TB, KiB, MiB, GiB, TiB), such as 100MB or 20GB",
      fix: `Please set: ${number ? `${number[1]}${number[2] ? `${number[2].toUpperCase()}B` : "MB"}` : "100MB"}`,
    };
  },
});
export type ByteSize = z.output<typeof ByteSize>;

/** The amount in bytes. */
export function inBytes(size: ByteSize): number {
  const found = form.exec(size);
  return Number(found?.[1]) * (factors[found?.[2] ?? "B"] as number);
}

/** Bytes as a short readable text with a decimal unit, such as `1.2 GB`. */
export function formatBytes(bytes: number): string {
  const unit = bytes >= 1e12 ? "TB" : bytes >= 1e9 ? "GB" : bytes >= 1e6 ? "MB" : bytes >= 1e3 ? "KB" : "B";
  const value = bytes / (factors[unit] as number);
  return `${value >= 100 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)} ${unit}`;
}
