import { getTool } from "@logstead/tools";
import { benchCatchUp } from "./engine/service/index.ts";
import { realLogs } from "./incidents.ts";
import type { Section } from "./record.ts";
import { progress, report } from "./report.ts";
import type { ServiceBenchOptions } from "./service-options.ts";

/** As much as a homelab's hosts write on a busy day. */
const perSecond = 500;
/** An hour's outage is over for people too when its incidents are told within minutes. */
const mostSeconds = 300;

/** How fast the detector catches up with Loki; a line that is missed or counted twice ends with exit code 1. */
export async function benchOutage(options: ServiceBenchOptions): Promise<void> {
  const { path } = await getTool("loki");
  const result = await benchCatchUp(realLogs(), { loki: path, perSecond, onStep: progress });
  progress("");
  const { before, missed, live, counted, seconds } = result;
  const given = before + missed + live;
  const section: Section = {
    name: "catch-up",
    title: "Detector: catching up after an hour away",
    command: "./logstead bench service --only catch-up --write",
    header: ["what", "measured"],
    rows: [
      [`lines of an hour in Loki, ${result.streams} streams of as many hosts`, String(missed)],
      ["from the start of its process until it was current", `${seconds.toFixed(1)} s`],
      ["lines a second", String(Math.round(result.wall))],
      ["lines a second of processor time", String(Math.round(result.processor))],
      ["resident memory then", `${Math.round(result.residentBytes / 2 ** 20)} MiB`],
      ["lines before, and while it caught up and followed", `${before}, ${live}`],
    ],
    targets: {
      [`seconds until it was current (at most ${mostSeconds})`]: {
        value: seconds.toFixed(1),
        met: seconds <= mostSeconds,
      },
      "lines in Loki, and lines that were counted (each once)": {
        value: `${given}, ${counted}`,
        met: given === counted,
      },
    },
  };
  report(section, options, result);
}
