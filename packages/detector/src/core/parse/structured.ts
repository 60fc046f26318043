import type { HeadedLine } from "./headed-line.ts";
import { levelOf, levelOfSeverity } from "./level.ts";
import { readTime, type TimeContext } from "./time.ts";

/** Names under which the usual loggers write a line's parts. */
const names = {
  time: ["time", "ts", "timestamp", "@timestamp", "t", "date", "datetime", "eventTime", "asctime"],
  level: ["level", "lvl", "severity", "loglevel", "log.level", "levelname", "PRIORITY"],
  component: [
    "logger",
    "component",
    "module",
    "name",
    "caller",
    "source",
    "app",
    "service",
    "SYSLOG_IDENTIFIER",
  ],
  message: ["msg", "message", "MESSAGE", "event", "log", "text", "body", "short_message"],
};

/** A line that is one JSON object; nothing if it is none. */
export function parseJson(text: string, context: TimeContext): HeadedLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const fields = new Map<string, string>();
  for (const [key, v] of Object.entries(value))
    if (typeof v === "string" || typeof v === "number") fields.set(key, String(v));
  return fromFields(fields, text, context);
}

const pair = /([A-Za-z_@][\w.@-]*)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g;

/** A line of `key=value` pairs; nothing if it has fewer than two. */
export function parseLogfmt(text: string, context: TimeContext): HeadedLine | undefined {
  const fields = new Map<string, string>();
  for (const [, key, quoted, bare] of text.matchAll(pair))
    if (key && !fields.has(key)) fields.set(key, quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "");
  return fields.size < 2 ? undefined : fromFields(fields, text, context);
}

function fromFields(fields: Map<string, string>, text: string, context: TimeContext): HeadedLine {
  const pick = (of: string[]) => of.map((name) => fields.get(name)).find((value) => value !== undefined);
  const time = pick(names.time);
  const level = pick(names.level);
  const read = time === undefined ? undefined : readTime(time, 0, context);
  return {
    time: read?.time,
    level:
      level === undefined
        ? undefined
        : /^[0-7]$/.test(level)
          ? levelOfSeverity(Number(level))
          : levelOf(level),
    component: pick(names.component),
    message: pick(names.message) ?? text,
    fits: true,
    at: -1,
  };
}
