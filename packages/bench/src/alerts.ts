import { openLab } from "@logstead/lab";
import { alertChannels } from "@logstead/operate/incidents";
import { labSite } from "./lab-site.ts";
import { alertTimes, channelTimes } from "./load.ts";
import type { Section } from "./record.ts";
import { progress, report } from "./report.ts";
import type { ServiceBenchOptions } from "./service-options.ts";

/** Seconds from a line to the first channel: what is wanted, and what must be. */
const goal = 5;
const floor = 15;

/** From a line on a host of the lab to people; an alert that is late, missed or doubled ends with exit code 1. */
export async function benchAlerts(options: ServiceBenchOptions): Promise<void> {
  const site = labSite();
  const all = await alertTimes(site, openLab(), { lines: options.lines, onStep: progress });
  progress("");
  const seconds = (value: number | undefined) => (value === undefined ? "none" : `${value.toFixed(1)} s`);
  const times = alertChannels(site).map((channel) => ({ channel, ...channelTimes(all, channel) }));
  const [first] = times;
  const within = (value: number | undefined) => (value ?? Number.POSITIVE_INFINITY) <= floor;
  const targets: Section["targets"] = Object.fromEntries(
    (["p50", "p99"] as const).map((name) => [
      `line to ${first?.channel}, ${name} (floor ${floor} s, goal ${goal} s)`,
      { value: seconds(first?.[name]), met: within(first?.[name]) },
    ]),
  );
  const wrong = times.reduce((sum, { missed, doubled }) => sum + missed + doubled, 0);
  const section: Section = {
    name: "alerts",
    title: "Detector: from a line on a host to people",
    command: `./logstead bench service --only alerts --lines ${options.lines} --write`,
    header: ["channel", "p50", "p99", "missed", "doubled", "ends"],
    rows: times.map(({ channel, p50, p99, missed, doubled }) => [
      ...[channel, seconds(p50), seconds(p99), String(missed), String(doubled)],
      String(all.filter(({ ended }) => ended.includes(channel)).length),
    ]),
    targets: {
      ...targets,
      [`of ${all.length} lines in each of ${times.length} channels, missed or doubled`]: {
        value: String(wrong),
        met: wrong === 0,
      },
    },
  };
  report(section, options, all);
}
