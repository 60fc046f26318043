import { openRandom } from "@logstead/base/random";
import {
  type DetectSettings,
  detectSettings,
  type Engine,
  type Finding,
  openEngine,
} from "../../src/index.ts";
import { DetectorSettings } from "../../src/settings.ts";
import { simpleReader } from "./reader.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** A Monday. */
export const start = Date.UTC(2026, 2, 2);

export interface Line {
  stream: string;
  time: number;
  text: string;
}

export const line = (time: number, text: string, stream = "s"): Line => ({
  stream,
  time,
  text: `${new Date(time).toISOString()} ${text}`,
});

export const settings = (more: Partial<DetectSettings> = {}): DetectSettings => ({
  ...detectSettings(DetectorSettings.parse({})),
  ...more,
});

export const engine = (more: Partial<DetectSettings> = {}): Engine =>
  openEngine(settings(more), simpleReader());

export function feed(to: Engine, lines: readonly Line[]): Finding[] {
  const findings: Finding[] = [];
  for (const { stream, time, text } of lines) findings.push(...to.push(stream, text, time));
  return findings;
}

/** Plain traffic of one stream: several kinds of lines at a rate with a daily rhythm, a heartbeat a minute. */
export function traffic(seed: number, from: number, to: number, perMinute = 3, stream = "s"): Line[] {
  const r = openRandom(seed);
  const out: Line[] = [];
  for (let time = from; time < to; time += minute) {
    const rate = perMinute * (1 + 0.5 * Math.sin((2 * Math.PI * time) / day));
    let left = Math.exp(-rate);
    let [n, product] = [0, r.next()];
    while (product > left) {
      n++;
      product *= r.next();
    }
    left = 0;
    for (let i = 0; i < n; i++) {
      const at = time + Math.floor((minute * (i + r.next())) / (n + 1));
      const value = Math.round(100 + 12 * r.normal());
      const text = r.pick([
        `INFO api: request ${r.int(1, 1e6)} served in ${value} ms`,
        `INFO api: request ${r.int(1, 1e6)} served in ${value} ms`,
        `INFO cache: hit for key k${r.int(1, 1e5)}`,
        `DEBUG pool: ${r.int(1, 9)} of 10 connections in use`,
        `INFO auth: user alice logged in from 10.0.0.${r.int(1, 9)}`,
        `WARN disk: volume data is at ${r.int(60, 70)} percent`,
      ]);
      out.push(line(at, text, stream));
    }
    out.push(line(time + 50_000, "INFO watchdog: all services are well", stream));
  }
  return out.sort((a, b) => a.time - b.time);
}
