import { type Duration, inSeconds } from "@logstead/inventory";
import { groupCount } from "../regex/compile.ts";
import { isYearless, namedLayouts, own } from "./names.ts";
import type { Stage } from "./stage.ts";

type Of<T extends Stage["type"]> = Extract<Stage, { type: T }>;

/*
 * Go templates that Promtail and Alloy run (text/template with the functions of sprig 3). A template whose
 * result is empty removes its field.
 */

/** Text as a template that gives it back. */
export const literal = (text: string): string =>
  text
    .replaceAll("{{", '{{ "{{" }}')
    // Characters that no text has are written by their numbers.
    .replaceAll(/[\ufdd0-\ufdef]/g, (char) => `{{ "\\u${char.charCodeAt(0).toString(16)}" }}`);

/** A Go string. */
const quoted = (text: string): string => JSON.stringify(text);

export function level({ aliases, case: spelling }: Of<"level">): string {
  const write = (name: string) => (spelling === "upper" ? name : name.toLowerCase());
  const names = levelNames(aliases);
  const branches = [...names].map(([name, others]) => {
    const texts = [...others].map(quoted).join(" ");
    return `if eq $l ${texts} }}${write(name)}`;
  });
  return `{{ if .Value }}{{ $l := .Value | trim | upper }}{{ ${branches.join("{{ else ")}{{ end }}{{ end }}`;
}

/** Each level with every text that means it, in upper case. */
export function levelNames(aliases: Record<string, string>): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const name of ["INFO", "DEBUG", "WARN", "ERROR", "FATAL"]) names.set(name, new Set([name]));
  for (const [alias, name] of Object.entries(aliases)) names.get(name)?.add(alias.toUpperCase());
  return names;
}

/** An expression in which what looks like other characters, or like none, is written by its number. */
export const byNumber = (expression: string): string =>
  expression.replaceAll(/[\u2000-\u206f\ufdd0-\ufdef]/g, (char) => `\\x{${char.charCodeAt(0).toString(16)}}`);

/** Both collectors replace groups only, so an expression without one becomes a group. */
export const withGroup = (expression: string): string =>
  groupCount(expression) === 0 ? `(${expression})` : expression;

/** The line's length, where it is too long. */
export const tooLong = (bytes: number): string =>
  `{{ if gt (len .Entry) ${bytes} }}{{ len .Entry }}{{ end }}`;

/** The cut line; bytes of a character that was cut through are left out. */
export function cutLine(bytes: number): string {
  const cut = `regexReplaceAllLiteral "[\\\\x{FFFD}]+$" (trunc ${bytes} .Entry) ""`;
  const mark = cutMark(`{{ .${own.truncated} }}`).replace("…", '{{ "\\u2026" }}');
  return `{{ if .${own.truncated} }}{{ ${cut} }}${mark}{{ end }}`;
}
export const cutMark = (bytes: string): string => `… [cut, ${bytes} bytes]`;

const year = 365 * 86_400;

/**
 * The field's text where it is a time that lies too far ahead. Layouts with a zone are compared as moments;
 * layouts without one as wall clock against the wall clock there, both read as if they were UTC.
 */
export function future({ source, formats, timezone, maxFuture }: Of<"timestamp">): string {
  const limit = Math.round(inSeconds(maxFuture as Duration));
  const tests = formats.map((format) => {
    const { value, now } = moments(format, timezone ?? "UTC");
    // Promtail gives a time without a year the present one; only between December and January it looks further.
    const months = `{{ $m := print (toDate ${quoted(format)} $v | date "01") (now | date "01") }}`;
    const late = `and (gt $d ${limit}) (ne $m "1201")`;
    const next = `and (eq $m "0112") (gt (add $d ${year}) ${limit})`;
    const yearless = isYearless(format);
    const condition = yearless ? `and (ne $p ${noTime}) (or (${late}) (${next}))` : `gt $d ${limit}`;
    return `{{ $p := ${value} }}{{ $d := sub $p ${now} }}${yearless ? months : ""}{{ if ${condition} }}{{ $f = true }}{{ end }}`;
  });
  return `{{ $v := .${source} }}{{ if $v }}{{ $f := false }}${tests.join("")}{{ if $f }}{{ $v }}{{ end }}{{ end }}`;
}

/** What toDate gives for a text that is no such time: the first second of the year 1. */
const noTime = -62_135_596_800;

/** The field's time and the present, in seconds, as expressions of a template. */
function moments(format: string, timezone: string): { value: string; now: string } {
  const now = "(now | unixEpoch | int64)";
  if (format === "Unix") return { value: "$v | float64 | int64", now };
  const divisor = { UnixMs: 1e3, UnixUs: 1e6, UnixNs: 1e9 }[format];
  if (divisor) return { value: `div (int64 $v) ${divisor}`, now };
  const layout = quoted(namedLayouts[format] ?? format);
  const value = `toDate ${layout} $v | unixEpoch | int64`;
  if (hasZone(format)) return { value, now };
  const wall = `dateInZone ${layout} (now) ${quoted(timezone)}`;
  return { value, now: `(toDate ${layout} (${wall}) | unixEpoch | int64)` };
}

export const hasZone = (format: string): boolean => /MST|[-Z]07/.test(namedLayouts[format] ?? format);
