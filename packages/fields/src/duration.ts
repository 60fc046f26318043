import type { z } from "zod";
import { field } from "./field.ts";

const seconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const whole = /^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/;
const part = /(\d+(?:\.\d+)?)(ms|[smhdw])/g;

/** A length of time as Loki, Promtail and Prometheus write it: `30s`, `5m`, `1h30m`, `14d`. */
export const Duration = field({
  name: "Duration",
  what: "A length of time: number and unit (ms, s, m, h, d, w), several may follow each other.",
  examples: ["30s", "5m", "1h30m", "14d"],
  pattern: "^(?:\\d+(?:\\.\\d+)?(?:ms|[smhdw]))+$",
  refuse(text) {
    if (whole.test(text)) return undefined;
    return {
      code: "bad-duration",
      message: "this is not a length of time",
      want: "number and unit (ms, s, m, h, d or w), such as 30s, 5m, 336h or 14d",
      fix: `Please set: ${suggest(text)}`,
    };
  },
});
export type Duration = z.output<typeof Duration>;

function suggest(text: string): string {
  const clock = /^(\d+):(\d\d)$/.exec(text);
  if (clock) return `${Number(clock[1])}h${Number(clock[2])}m`;
  const found = /(\d+(?:\.\d+)?)\s*(millisecond|ms|second|sec|minute|min|hour|day|week|month|[smhdw])/i.exec(
    text,
  );
  if (!found) return /^\d+$/.test(text) ? `${text}s` : "14d";
  const unit = (found[2] as string).toLowerCase();
  if (unit === "month") return `${Number(found[1]) * 30}d`;
  return `${found[1]}${unit === "ms" || unit === "millisecond" ? "ms" : unit[0]}`;
}

/** The length in seconds. */
export function inSeconds(duration: Duration): number {
  let sum = 0;
  for (const [, number, unit] of duration.matchAll(part))
    sum += Number(number) * (seconds[unit as string] as number);
  return sum;
}

/** The length in days. */
export function inDays(duration: Duration): number {
  return inSeconds(duration) / 86_400;
}

/** A length of time as Go parses it: units above hours do not exist there. */
export function goDuration(duration: Duration): string {
  let ms = Math.round(inSeconds(duration) * 1000);
  if (ms === 0) return "0s";
  let text = "";
  for (const [unit, length] of [
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ] as const) {
    const count = Math.floor(ms / length);
    if (count > 0) text += `${count}${unit}`;
    ms -= count * length;
  }
  return text;
}
