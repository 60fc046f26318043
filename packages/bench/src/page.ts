import type { OutputOptions } from "@logstead/base/output";
import { getTool } from "@logstead/tools";
import { benchPage } from "./engine/page/index.ts";
import type { Section } from "./record.ts";
import { report } from "./report.ts";

const target = 1;

/** Measures how fast the detector's page is there; a load that takes too long ends with exit code 1. */
export async function benchDetectorPage(options: OutputOptions & { write?: boolean }): Promise<void> {
  const result = await benchPage((await getTool("chromium")).path);
  const seconds = (n: number) => `${n.toFixed(2)} s`;
  const section: Section = {
    name: "page",
    title: "Detector: page",
    command: "./logstead bench page --write",
    header: ["until an anomaly is on the screen", "median", "most"],
    rows: [
      ["nothing kept by the browser", seconds(result.cold.median), seconds(result.cold.most)],
      ["all kept", seconds(result.warm.median), seconds(result.warm.most)],
    ],
    targets: {
      [`median of ${result.loads} loads (below ${target} s)`]: {
        value: seconds(result.cold.median),
        met: result.cold.median < target,
      },
      [`the page itself, ${result.requests} answers (at most 64 KiB)`]: {
        value: `${Math.ceil(result.bytes / 1024)} KiB`,
        met: result.bytes <= 65_536,
      },
    },
  };
  report(section, options, result);
}
