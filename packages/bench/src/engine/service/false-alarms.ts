import {
  DetectorSettings,
  detectSettings,
  openEngine,
  openReader,
  ServiceSettings,
  Tracker,
  trackerOptions,
  viewOf,
} from "@logstead/detector/parts";
import { type Corpus, scenario } from "../detection/incidents/run.ts";
import { minute } from "../detection/incidents/traffic.ts";

export interface FalseAlarms {
  seed: number;
  lines: number;
  hostDays: number;
  /** Messages that people would have got, by what opened the anomaly; no end of one is counted. */
  told: { time: number; kind: string; severity: string; title: string; hosts: readonly string[] }[];
}

const hosts = 8;
/** One day is learned, a week is judged. */
const days = 8;

/**
 * What people are told in a week in which nothing happens: lines of real logs over hosts and days, through the engine
 * and the anomalies of the service with their default settings, by the times of the lines.
 */
export function falseAlarms(corpora: readonly Corpus[], seed: number): FalseAlarms {
  const { lines } = scenario({ seed, hosts, days, each: 0 }, corpora);
  const settings = detectSettings(DetectorSettings.parse({}));
  const options = trackerOptions(ServiceSettings.parse({}));
  const reader = openReader(settings);
  const engine = openEngine(settings, reader);
  const told: FalseAlarms["told"] = [];
  const view = viewOf(engine, reader);
  const tracker = new Tracker({
    ...view,
    options: () => options,
    marks: () => [],
    hourAt: (time) => (time / 3_600_000) % 24,
    holds: () => [],
    template: (pattern) => reader.template(pattern),
    link: (id) => id,
  });
  const take = (outcomes: ReturnType<Tracker["take"]>, time: number) => {
    for (const { tell, type, anomaly } of outcomes)
      if (tell && type !== "resolved") {
        const { severity, title, members } = anomaly;
        told.push({ time, severity, title, hosts: [...anomaly.hosts], kind: members[0]?.kind ?? "storm" });
      }
  };
  let ticked = 0;
  for (const { time, stream, line } of lines) {
    const now = Math.floor(time / minute) * minute;
    if (now > ticked) {
      ticked = now;
      for (const finding of engine.tick(now)) take(tracker.take(finding), now);
      view.refresh();
      take(tracker.tick(now), now);
    }
    for (const finding of engine.push(stream, line, time)) take(tracker.take(finding), time);
  }
  return { seed, lines: lines.length, hostDays: hosts * (days - 1), told };
}
