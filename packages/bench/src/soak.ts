import { benchSoak } from "./engine/service/index.ts";
import { realLogs } from "./incidents.ts";
import type { Section } from "./record.ts";
import { progress, report } from "./report.ts";
import type { ServiceBenchOptions } from "./service-options.ts";

const perSecond = 5000;
/**
 * The first third fills what has a size: tables of patterns and known lines, V8's spaces, the store's own memory. Of
 * what comes after it, resident memory moves by some percent with each collection. A twentieth is more than that, and
 * less than what is lost to a leak that matters: ten minutes' lines have half a gigabyte.
 */
const flat = 1.05;

const short = (minutes: number) => String(Number(minutes.toFixed(1)));
const mebi = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;

/** Memory of the service under traffic that goes on; growth ends with exit code 1. */
export async function benchMemory(options: ServiceBenchOptions): Promise<void> {
  const { minutes } = options;
  const result = await benchSoak(realLogs(), {
    ...{ minutes, perSecond },
    onSample: ({ seconds, residentBytes }, { lines }) =>
      progress(`${Math.round(seconds)} of ${minutes * 60} s: ${mebi(residentBytes)}, ${lines} lines`),
  });
  progress("");
  const { memory, disk, taken, counted, refused } = result;
  const section: Section = {
    name: "soak",
    title: "Detector: memory of the service under steady traffic",
    command: `./logstead bench service --only soak --minutes ${minutes} --write`,
    header: ["what", "measured"],
    rows: [
      [`lines, ${minutes} min`, `${taken}, ${Math.round(result.perSecond)} a second`],
      ["requests told to come again", String(refused)],
      ["processor time", `${Math.round(result.processorShare * 100)} % of one core`],
      ["anomalies, after a warm-up of five minutes", String(result.anomalies)],
      [`resident memory after ${short(minutes / 6)} min`, mebi(memory.early)],
      [`after ${short(minutes / 2)} min`, mebi(memory.half)],
      ["at the end", mebi(memory.end)],
      ["highest", mebi(memory.highest)],
      ["growth over the second half", `${mebi(memory.growth)} an hour`],
      [
        "store and journal on disk after half of the time, at the end",
        `${mebi(disk.half)}, ${mebi(disk.end)}`,
      ],
    ],
    targets: {
      "memory in the last third beside the middle one (at most 1.05: flat)": {
        value: memory.ratio.toFixed(3),
        met: memory.ratio <= flat,
      },
      "lines a second (at least 5,000, but for 1 % of chance)": {
        value: String(Math.round(result.perSecond)),
        met: result.perSecond >= perSecond * 0.99,
      },
      "lines that were taken and not counted once": {
        value: String(taken - counted),
        met: taken === counted,
      },
    },
  };
  report(section, options, result);
}
