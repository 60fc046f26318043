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
export const literal = (text: string): string => text.replaceAll("{{", '{{ "{{" }}');

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

/** What a group's text becomes. `salt` is how the renderer's program gets at the key of keyed hashes. */
export function replacement({ replacement: text, hash }: Of<"replace">, salt: string | undefined): string {
  if (!hash) return literal(text);
  if (salt === undefined) throw new Error("a keyed hash needs the place of its key");
  return `${literal(text)}:{{ .Value | Sha2Hash "${salt}" | trunc ${hashLength} }}`;
}

/** Enough to tell values of one site apart, too short to look for them. */
export const hashLength = 12;

/** Both collectors replace groups only, so an expression without one becomes a group. */
export const withGroup = (expression: string): string =>
  groupCount(expression) === 0 ? `(${expression})` : expression;

/** The line's length, where it is too long. */
export const tooLong = (bytes: number): string =>
  `{{ if gt (len .Entry) ${bytes} }}{{ len .Entry }}{{ end }}`;

/** The cut line; bytes of a character that was cut through are left out. */
export function cutLine(bytes: number): string {
  const cut = `regexReplaceAllLiteral "[\\\\x{FFFD}]+$" (trunc ${bytes} .Entry) ""`;
  return `{{ if .${own.truncated} }}{{ ${cut} }}${cutMark(`{{ .${own.truncated} }}`)}{{ end }}`;
}
export const cutMark = (bytes: string): string => `… [cut, ${bytes} bytes]`;

/** Half a year: a time without a year that is further ahead than this is last year's. */
export const halfYear = 183 * 86_400;
const year = 365 * 86_400;

/**
 * The field's text where it is a time that lies too far ahead. Layouts with a zone are compared as moments;
 * layouts without one as wall clock against the wall clock there, both read as if they were UTC.
 */
export function future({ source, formats, timezone, maxFuture }: Of<"timestamp">): string {
  const limit = Math.round(inSeconds(maxFuture as Duration));
  const tests = formats.map((format) => {
    const ahead = `{{ $d := ${difference(format, timezone ?? "UTC")} }}`;
    const late = `and (gt $d ${limit}) (lt $d ${halfYear})`;
    // Without a year, January seen in December is next year's.
    const next = `and (lt $d -${halfYear}) (gt (add $d ${year}) ${limit})`;
    return `${ahead}{{ if ${isYearless(format) ? `or (${late}) (${next})` : `gt $d ${limit}`} }}{{ $f = true }}{{ end }}`;
  });
  return `{{ $v := .${source} }}{{ if $v }}{{ $f := false }}${tests.join("")}{{ if $f }}{{ $v }}{{ end }}{{ end }}`;
}

/** Seconds ahead of the clock, as a template's expression; far below 0 for what is no such time. */
function difference(format: string, timezone: string): string {
  const now = "(now | unixEpoch | int64)";
  if (format === "Unix") return `sub ($v | float64 | int64) ${now}`;
  const divisor = { UnixMs: 1e3, UnixUs: 1e6, UnixNs: 1e9 }[format];
  if (divisor) return `sub (div (int64 $v) ${divisor}) ${now}`;
  const layout = quoted(namedLayouts[format] ?? format);
  const value = `(toDate ${layout} $v | unixEpoch | int64)`;
  if (hasZone(format)) return `sub ${value} ${now}`;
  return `sub ${value} (toDate ${layout} (dateInZone ${layout} (now) ${quoted(timezone)}) | unixEpoch | int64)`;
}

export const hasZone = (format: string): boolean => /MST|[-Z]07/.test(namedLayouts[format] ?? format);
