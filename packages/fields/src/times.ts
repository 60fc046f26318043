import { Cron } from "croner";
import type { z } from "zod";
import { field } from "./field.ts";

/** When something runs, as five cron fields: minute, hour, day of month, month, day of week. */
export const CronTime = field({
  name: "CronTime",
  what: "When something runs: minute, hour, day of month, month, day of week.",
  examples: ["0 3 * * *", "*/15 * * * *", "30 2 * * 0"],
  pattern: "^\\S+ \\S+ \\S+ \\S+ \\S+$",
  refuse(text) {
    if (text.trim().split(/\s+/).length === 5 && runs(text)) return undefined;
    return {
      code: "bad-cron-time",
      message: "this is not a time in cron form",
      want: "five fields: minute (0-59) hour (0-23) day (1-31) month (1-12) weekday (0-6)",
      fix: `Please set: ${suggestCron(text)}`,
    };
  },
});
export type CronTime = z.output<typeof CronTime>;

const named: Record<string, string> = {
  hourly: "0 * * * *   # every hour",
  daily: "0 0 * * *   # every day at 0:00",
  weekly: "0 0 * * 0   # every Sunday at 0:00",
  monthly: "0 0 1 * *   # on the first of each month at 0:00",
};

/** `@daily` and `03:30` have their five fields. */
function suggestCron(text: string): string {
  const clock = /^(\d{1,2}):(\d\d)$/.exec(text.trim());
  if (clock && Number(clock[1]) < 24 && Number(clock[2]) < 60)
    return `${Number(clock[2])} ${Number(clock[1])} * * *   # every day at ${text.trim()}`;
  return named[text.trim().toLowerCase().replace("@", "")] ?? "0 3 * * *   # every night at 3:00";
}

function runs(text: string): boolean {
  try {
    return new Cron(text, { mode: "5-part", paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}

const knownZones = new Set<string>();

/** A time zone of the IANA database. */
export const TimeZone = field({
  name: "TimeZone",
  what: "A time zone of the IANA database.",
  examples: ["UTC", "Europe/Berlin", "Asia/Tokyo"],
  refuse(text) {
    if (knownZones.has(text) || isZone(text)) return undefined;
    return {
      code: "bad-time-zone",
      message: "this is not a time zone of the IANA database",
      want: "area and city, or UTC, such as Europe/Berlin or Asia/Tokyo",
      fix: suggestZone(text),
    };
  },
});
export type TimeZone = z.output<typeof TimeZone>;

/** `Berlin` and `europe/berlin` are meant as Europe/Berlin. */
function suggestZone(text: string): string {
  const word = text.trim().toLowerCase().replaceAll(" ", "_");
  const zone = Intl.supportedValuesOf("timeZone").find((one) => {
    const lower = one.toLowerCase();
    return word !== "" && (lower === word || lower.endsWith(`/${word}`));
  });
  return zone
    ? `Please set: ${zone}`
    : "timedatectl show -p Timezone --value   prints the zone of the host it runs on";
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    if (/^[+-]|^\d/.test(text)) return false;
    knownZones.add(text);
    return true;
  } catch {
    return false;
  }
}
