import { join } from "node:path";
import { benchService } from "@logstead/detector/bench/service";
import type { OutputOptions } from "../output/print.ts";
import { dataDir, readCorpora } from "./incidents.ts";
import type { Section } from "./record.ts";
import { report } from "./report.ts";

const floor = 100_000;

/** Measures the detector as a service; a floor that is not reached ends with exit code 1. */
export async function benchDetectorService(options: OutputOptions & { write?: boolean }): Promise<void> {
  const result = await benchService(readCorpora(join(dataDir(), "loghub")));
  const kilo = (perSecond: number) => `${(perSecond / 1000).toFixed(0)} k/s`;
  const section: Section = {
    name: "service",
    title: "Detector: service",
    command: "./logstead bench service --write",
    header: ["what", "measured", "floor", "goal"],
    rows: [
      [
        "push receiver, journal, engine and store, by processor time",
        kilo(result.processor),
        "100 k/s",
        "300 k/s",
      ],
      ["the same, by the wall", kilo(result.wall), "", ""],
      ["lines, requests of 1 MiB (snappy, protobuf)", `${result.lines}, ${result.requests}`, "", ""],
      ["requests told to come again", String(result.refused), "", ""],
      ["resident memory", `${Math.round(result.residentBytes / 2 ** 20)} MiB`, "", ""],
    ],
    targets: {
      "lines through the service on one core (floor 100 k/s)": {
        value: kilo(result.processor),
        met: result.processor >= floor,
      },
    },
  };
  report(section, options, result);
}
