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
      fix: 'Please set: "0 3 * * *"   (every night at 3:00)',
    };
  },
});
export type CronTime = z.output<typeof CronTime>;

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
      fix: "Please set: the zone that `timedatectl show -p Timezone --value` prints on the host",
    };
  },
});
export type TimeZone = z.output<typeof TimeZone>;

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
