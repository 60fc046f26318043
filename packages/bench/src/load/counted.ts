import { randomBytes } from "node:crypto";
import type { Site } from "@logstead/inventory";
import { countSequences, type StreamCount } from "@logstead/lab";
import { openLoki } from "@logstead/operate/parts";
import { linesOfRun, writeLoad } from "./measure.ts";
import type { Placed } from "./streams.ts";

export interface Counted {
  counts: StreamCount[];
  /** Seconds that writing took; more than `lines / rate` where a stream takes no more. */
  wrote: number;
  /** Seconds from then until Loki had all, to about two. */
  behind: number;
}

/**
 * Writes `lines` lines into each stream at `rate` a second and counts what of them is in Loki, each once. Each
 * `secretEvery`th line holds a password; by default all do.
 */
export async function counted(
  site: Site,
  hosts: Placed[],
  { lines, rate, secretEvery = 1 }: { lines: number; rate: number; secretEvery?: number },
  meanwhile?: () => Promise<void>,
): Promise<Counted> {
  const run = randomBytes(3).toString("hex");
  const started = Date.now() - 1000;
  const load = { run, lines, rate, secretEvery, first: 0 };
  const writing = hosts.map(({ host, streams }) => writeLoad(host, streams, load));
  let written = 0;
  const all = Promise.all(writing).finally(() => {
    written = Date.now();
  });
  const [sents] = await Promise.all([all, meanwhile?.()]);
  const sent: Record<string, number> = Object.assign({}, ...sents);
  const total = Object.values(sent).reduce((sum, count) => sum + count, 0);
  const replayable = hosts.flatMap(({ streams }) =>
    streams.filter(({ how }) => how !== "udp").map(({ id }) => id),
  );
  const expected = replayable.reduce((sum, id) => sum + (sent[id] ?? 0), 0);
  const loki = await openLoki(site);
  try {
    const { lines: found, whole } = await linesOfRun(loki, run, started, { expected, streams: replayable });
    const streams = Object.entries(sent).map(([id, count]) => {
      return { id, kind: "", host: "", to: "", sent: count, bytes: 0 };
    });
    const counts = countSequences(found, {
      ...{ run, profile: "measure", started, took: 0, seconds: 0, rate, sent: total, streams, skipped: [] },
    });
    return { counts, wrote: (written - started) / 1000, behind: (whole - written) / 1000 };
  } finally {
    loki.close();
  }
}
