import type { Millis } from "../event.ts";

/** A time that was read: how long its text is, and when it was. */
export interface ReadTime {
  length: number;
  /** The number of its form: lines of one source have one. */
  form: number;
  time: Millis | undefined;
}

/** What a reader of times needs beside the text. */
export interface TimeContext {
  /** Now: gives the year where a line names none. */
  now: Millis;
  /** Minutes east of UTC of times that name no zone. */
  zoneMinutes: number;
}

const month = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
const monthNumbers: Record<string, number> = {};
"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ").forEach((name, i) => {
  monthNumbers[name] = i + 1;
});
const clock = String.raw`(?<h>\d\d?):(?<mi>\d\d)(?::(?<s>\d\d)(?:[.,:](?<f>\d{1,9}))?)?`;
/** The same of programs that do not fill up their numbers: `0:4:50:7`. */
const looseClock = String.raw`(?<h>\d\d?):(?<mi>\d\d?):(?<s>\d\d?)(?:[.,](?<f>\d{1,9})|:(?<ms>\d{1,3}))?`;
const zone = String.raw`(?<z>Z|UTC|GMT|[+-]\d\d:?\d\d)?`;
const end = String.raw`(?=$|[\s\],|;)"'}:-])`;

/** Forms of a time at the start of a text, the more telling first; each is tried in turn. */
const forms: RegExp[] = [
  // 2026-11-21T14:00:00.123+01:00, 2026/11/21 14:00:00,123, 2005-06-03-15.42.50.675872
  String.raw`(?<y>\d{4})[-/.](?<mo>\d\d)[-/.](?<d>\d\d)[T _-]{1,2}${clock} ?${zone}${end}`,
  String.raw`(?<y>\d{4})-(?<mo>\d\d)-(?<d>\d\d)-(?<h>\d\d)\.(?<mi>\d\d)\.(?<s>\d\d)\.(?<f>\d+)${end}`,
  // 20261121-14:00:00:123, 20261121-9:4:50:7, 20261121T140000Z
  String.raw`(?<y>\d{4})(?<mo>\d\d)(?<d>\d\d)[T _-]${looseClock}${zone}${end}`,
  String.raw`(?<y>\d{4})(?<mo>\d\d)(?<d>\d\d)[T-]?(?<h>\d\d)(?<mi>\d\d)(?<s>\d\d)(?:[.,](?<f>\d+))?${zone}${end}`,
  // Sat Nov 21 14:00:00.123 2026, Nov 21 14:00:00, Nov 21, 2026 14:00:00
  String.raw`(?:[A-Z][a-z]{2},? )?(?<mn>${month}) {1,2}(?<d>\d\d?),?(?: (?<y>\d{4}),?)? ${clock}(?: (?<y2>\d{4})(?![\d:]))?(?: ?${zone})?${end}`,
  // 21/Nov/2026:14:00:00 +0100, 21 Nov 2026 14:00:00
  String.raw`(?:[A-Z][a-z]{2},? )?(?<d>\d\d?)[/ -](?<mn>${month})[/ -](?<y>\d{4})[: ]${clock} ?${zone}${end}`,
  // 26/11/21 14:00:00, 11-21 14:00:00.123, 10.30 16:49:06
  String.raw`(?<yy>\d\d)/(?<mo>\d\d)/(?<d>\d\d) ${clock}${end}`,
  String.raw`(?<mo>\d\d)[-/.](?<d>\d\d) ${clock}${end}`,
  // 261121 140000
  String.raw`(?<yy>\d\d)(?<mo>\d\d)(?<d>\d\d) (?<h>\d\d)(?<mi>\d\d)(?<s>\d\d)${end}`,
  // 2026-11-21, 2026.11.21
  String.raw`(?<y>\d{4})[-/.](?<mo>\d\d)[-/.](?<d>\d\d)(?=[\s,|]|$)`,
  // 1795269600, 1795269600.123, 1795269600123
  String.raw`(?<epoch>\d{10})(?:\.(?<f>\d{1,9}))?(?=[\s,|\])]|$)`,
  String.raw`(?<epochMs>\d{13})(?=[\s,|\])]|$)`,
  // 14:00:00.123
  String.raw`(?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)(?:[.,](?<f>\d{1,9}))?${end}`,
].map((form) => new RegExp(form, "y"));

/** The forms that may start with so many digits (0: letters), by number: most are ruled out without a try. */
const byDigits: readonly (readonly number[])[] = [
  [4],
  [5],
  [5, 6, 7, 12],
  [],
  [0, 1, 9],
  [],
  [8],
  [],
  [2, 3],
  [],
  [10],
];
const fewer: readonly number[] = [];
const epochMs: readonly number[] = [11];
const compact: readonly number[] = [3];

function candidates(text: string, at: number, first: number): readonly number[] {
  if (first >= 65) return byDigits[0] as readonly number[];
  let end = at + 1;
  while (end < text.length && end < at + 15) {
    const code = text.charCodeAt(end);
    if (code < 48 || code > 57) break;
    end++;
  }
  const digits = end - at;
  if (digits === 13) return epochMs;
  return digits === 12 || digits === 14 ? compact : (byDigits[digits] ?? fewer);
}

/** 2001 to 2100: epochs outside are other numbers. */
const plausible = (ms: number) => ms > 978_307_200_000 && ms < 4_102_444_800_000;

/** Whether there would be a time at `at` if its digits were others. */
export function looksLikeTime(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (!startsTime(first)) return false;
  return candidates(text, at, first).some((number) => {
    const form = forms[number] as RegExp;
    form.lastIndex = at;
    return form.test(text);
  });
}

/** Digits and capital letters start times, nothing else. */
const startsTime = (unit: number) => (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90);

/** Reads a time at `at`; nothing if there is none. */
export function readTime(text: string, at: number, context: TimeContext): ReadTime | undefined {
  const first = text.charCodeAt(at);
  if (!startsTime(first)) return undefined;
  for (const number of candidates(text, at, first)) {
    const form = forms[number] as RegExp;
    form.lastIndex = at;
    const found = form.exec(text);
    if (!found) continue;
    const time = millisOf(found.groups as Record<string, string | undefined>, context);
    if (time === "no time") continue;
    return { length: found[0].trimEnd().length, form: number, time };
  }
  return undefined;
}

function millisOf(
  g: Record<string, string | undefined>,
  context: TimeContext,
): Millis | undefined | "no time" {
  const milliseconds = g.ms ? Number(g.ms) : g.f ? Math.floor(Number(`0.${g.f}`) * 1000) : 0;
  if (g.epoch) return inRange(Number(g.epoch) * 1000 + milliseconds);
  if (g.epochMs) return inRange(Number(g.epochMs));
  const month = g.mn ? (monthNumbers[g.mn.slice(0, 3)] ?? 0) : Number(g.mo ?? 0);
  const day = Number(g.d ?? 0);
  const hour = Number(g.h ?? 0);
  if (hour > 23 || Number(g.mi ?? 0) > 59 || Number(g.s ?? 0) > 60) return "no time";
  const clock = ((hour * 60 + Number(g.mi ?? 0)) * 60 + Number(g.s ?? 0)) * 1000 + milliseconds;
  const offset = zoneOf(g.z, context) * 60_000;
  if (g.mo === undefined && g.mn === undefined) {
    const today = Math.floor((context.now + offset) / 86_400_000) * 86_400_000;
    return today + clock - offset;
  }
  if (month < 1 || month > 12 || day < 1 || day > 31) return "no time";
  const year = g.y ?? g.y2 ?? (g.yy ? `20${g.yy}` : undefined);
  if (year !== undefined) return Date.UTC(Number(year), month - 1, day) + clock - offset;
  // No year: the one that puts the line into the past, or at most a day ahead of the clock.
  const now = new Date(context.now).getUTCFullYear();
  const time = Date.UTC(now, month - 1, day) + clock - offset;
  return time > context.now + 86_400_000 ? Date.UTC(now - 1, month - 1, day) + clock - offset : time;
}

const inRange = (ms: number) => (plausible(ms) ? ms : "no time");

function zoneOf(zone: string | undefined, context: TimeContext): number {
  if (zone === undefined) return context.zoneMinutes;
  if (!/^[+-]/.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone[0] === "-" ? -minutes : minutes;
}
