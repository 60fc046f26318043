import { join } from "node:path";
import { cacheDir } from "@logstead/base";
import { benchHdfs, benchNab, benchSpeed, latencyText } from "./engine/detection/index.ts";
import { dataDir } from "./incidents.ts";
import type { Section } from "./record.ts";

const halves = 100;

/** The detector's rows beside the miner's: speed of all of tier 1, NAB, HDFS. */
export function detectionSection(command: string): Section {
  const data = dataDir();
  const nab = benchNab(join(data, "nab"));
  const hdfs = benchHdfs(join(data, "anomaly"), halves);
  const speed = benchSpeed(data, cacheDir());
  const standard = nab.profiles.standard?.score ?? 0;
  const other = Object.entries(nab.profiles)
    .filter(([name]) => name !== "standard")
    .map(([name, result]) => `${name.replaceAll("_", " ")} ${result.score.toFixed(1)}`);
  const rows = [
    ["NAB realKnownCause, standard profile", standard.toFixed(1), "ARTime 63.9, HTM 55.5", "56", "> 64"],
    ["NAB, other profiles", other.join(", "), "ARTime 52.2 and 70.7", "", ""],
    [
      `HDFS sessions, F1, mean of ${halves} halves`,
      `${hdfs.mean.toFixed(4)} (median ${hdfs.median.toFixed(4)}, least ${hdfs.least.toFixed(3)})`,
      `new event or length ${hdfs.simpleMean.toFixed(3)}; published 0.988`,
      "0.96",
      "0.985",
    ],
    [
      "HDFS, recall and false alarms in 1,214",
      `${(100 * hdfs.recall).toFixed(2)} %, ${hdfs.falseAlarms.toFixed(1)}`,
      "",
      "",
      "",
    ],
    ...speedRows(speed),
    ...nab.series.map((s) => [
      `NAB ${s.name}`,
      `${s.found} of ${s.windows} windows, ${s.falseAlarms} false`,
      "",
      "",
      "",
    ]),
  ];
  return {
    name: "detection",
    title: "Detector: deviations",
    command,
    header: ["what", "measured", "best known with one configuration", "floor", "goal"],
    rows,
    targets: {
      "NAB (floor 56)": { value: standard.toFixed(1), met: standard >= 56 },
      "HDFS (floor 0.96)": { value: hdfs.mean.toFixed(4), met: hdfs.mean >= 0.96 },
      "tier 1 (floor 300 k/s)": {
        value: speed ? kilo(speed.processor) : "skipped",
        met: speed === undefined || speed.processor >= 300_000,
      },
    },
  };
}

const kilo = (perSecond: number) => `${(perSecond / 1000).toFixed(0)} k/s`;

function speedRows(speed: ReturnType<typeof benchSpeed>): string[][] {
  const what = "all of tier 1, one thread, lines/s of CPU";
  const [best, floor, goal] = ["ByteBrain 229 k/s (mining only)", "300 k/s", "1 M lines/s"];
  if (!speed) return [[what, "skipped: the corpus could not be made (python3)", best, floor, goal]];
  return [
    [what, kilo(speed.processor), best, floor, goal],
    ["the same by the wall, beside what else the machine did", kilo(speed.wall), "", "", ""],
    ["the same of the first day, learning included", kilo(speed.learning), "", "", ""],
    ["slowest line of a day, end of windows included", latencyText(speed.latency), "", "5 ms", ""],
  ];
}
