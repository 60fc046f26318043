import { Cron } from "croner";
import { milliseconds } from "../core/detect/settings.ts";
import type { Anomaly, Suppression } from "../model/anomaly.ts";
import type { Matcher, Silence } from "../model/silence.ts";
import type { ServiceSettings } from "../service/settings.ts";
import { fits } from "./place.ts";

/*
 * What holds alerts back though the anomaly is kept and shown: silences by operators, maintenance windows by
 * the inventory. Asked anew each minute, so that what goes on when a hold ends is told then.
 */
export interface Window {
  name: string;
  start: string;
  duration: string;
  hosts: string[];
  reason: string;
  cron: Cron;
  length: number;
}

/** Throws if a cron time cannot be read: settings are checked with this before they are taken. */
export function windowsOf(settings: Pick<ServiceSettings, "maintenance" | "site">): Window[] {
  return Object.entries(settings.maintenance).map(([name, window]) => ({
    name,
    ...window,
    cron: new Cron(window.start, { timezone: settings.site.timezone, paused: true, mode: "5-part" }),
    length: milliseconds(window.duration),
  }));
}

/** When the window that is open at `time` ends; undefined if none is. */
export function openUntil(
  { cron, length }: Pick<Window, "cron" | "length">,
  time: number,
): number | undefined {
  // The first start after (time - length) is the one that could still be open; it may itself be followed by another.
  let until: number | undefined;
  let start = cron.nextRun(new Date(time - length))?.getTime();
  for (let i = 0; start !== undefined && start <= time && i < 1000; i++) {
    if (start + length > time) until = start + length;
    start = cron.nextRun(new Date(start))?.getTime();
  }
  return until;
}

export function holdsOf(
  anomaly: Anomaly,
  silences: Iterable<Silence>,
  windows: readonly Window[],
  time: number,
): Suppression[] {
  const holds: Suppression[] = [];
  for (const window of windows) {
    if (
      window.hosts.length > 0 &&
      !(anomaly.hosts.length > 0 && anomaly.hosts.every((h) => window.hosts.includes(h)))
    )
      continue;
    const until = openUntil(window, time);
    if (until !== undefined) holds.push({ by: "maintenance", id: window.name, reason: window.reason, until });
  }
  for (const silence of silences)
    if (isActive(silence, time) && anomaly.members.every((_, i) => matches(silence.match, anomaly, i)))
      holds.push({
        by: "silence",
        id: silence.id,
        reason: silence.comment ?? `silenced by ${silence.by}`,
        until: silence.until,
      });
  return holds;
}

export const isActive = (silence: Silence, time: number) =>
  !silence.ended && silence.from <= time && time < silence.until;

/** Whether a silence is about a member of an anomaly; one by fingerprint is about all of it. */
function matches(match: Matcher, anomaly: Anomaly, index: number): boolean {
  const member = anomaly.members[index];
  if (!member) return false;
  return (
    (match.fingerprint === undefined || match.fingerprint === anomaly.fingerprint) &&
    (match.host === undefined || match.host === member.host) &&
    (match.stream === undefined || fits(match.stream, member.stream)) &&
    (match.kind === undefined || match.kind === member.kind) &&
    (match.template === undefined || match.template === member.template)
  );
}
