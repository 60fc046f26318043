import { randomBytes } from "node:crypto";
import type { Site } from "@logstead/inventory";
import { countSequences, type StreamCount } from "@logstead/lab";
import { openLoki } from "../loki/client.ts";
import { linesOfRun, writeLoad } from "./measure.ts";
import type { Placed } from "./streams.ts";

/** Writes `lines` lines into each stream at `rate` a second and counts what of them is in Loki, each once. */
export async function counted(
  site: Site,
  hosts: Placed[],
  { lines, rate }: { lines: number; rate: number },
  meanwhile?: () => Promise<void>,
): Promise<StreamCount[]> {
  const run = randomBytes(3).toString("hex");
  const started = Date.now() - 1000;
  const writing = hosts.map(({ host, streams }) => writeLoad(host, streams, { run, lines, rate }));
  const [sents] = await Promise.all([Promise.all(writing), meanwhile?.()]);
  const sent: Record<string, number> = Object.assign({}, ...sents);
  const total = Object.values(sent).reduce((sum, count) => sum + count, 0);
  const loki = await openLoki(site);
  try {
    const found = await linesOfRun(loki, run, started, total);
    const streams = Object.entries(sent).map(([id, count]) => {
      return { id, kind: "", host: "", to: "", sent: count, bytes: 0 };
    });
    const took = { took: 0, seconds: 0, rate, sent: total };
    return countSequences(found, { run, profile: "measure", started, ...took, streams, skipped: [] });
  } finally {
    loki.close();
  }
}
