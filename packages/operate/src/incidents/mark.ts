import { setTimeout as pause } from "node:timers/promises";
import type { ChannelType } from "@logstead/channels";
import type { Mark } from "@logstead/detector/model";
import { type Lab, readInbox, removeServices, secondCrash, startServices } from "@logstead/lab";
import { type Heard, isAbout, messages } from "./heard.ts";
import type { IncidentRow, MarkResult } from "./result.ts";
import type { RunningDetector } from "./serve.ts";

const patienceMs = 60_000;
/** An alert that is not held back is with people within some seconds. */
const quietMs = 10_000;

interface Marking {
  channels: readonly ChannelType[];
  rows: readonly IncidentRow[];
  run: string;
  heard: Heard[];
  onStep: (text: string) => void;
}

/**
 * Says that the crash loop is normal, and so is what its stream tells: it ends in every channel, and another unit
 * that crashes on the same host is found, kept and told nobody. Nothing where there was no crash loop.
 */
export async function markNormal(
  lab: Lab,
  detector: RunningDetector,
  { channels, rows, run, heard, onStep }: Marking,
): Promise<MarkResult | undefined> {
  const row = rows.find(({ kind, state }) => kind === "crash-loop" && state === "told");
  const marked = heard.find(({ event }) => event.anomaly.link === row?.link)?.event.anomaly;
  const stream = marked?.members[0]?.stream;
  if (!row || !marked || !stream) return undefined;
  onStep("the crash loop is marked normal");
  const since = Date.now();
  const { id } = marked;
  const mark = (more: object) =>
    detector.call<Mark>("POST", "/api/v1/marks", { anomaly: id, verdict: "normal", ...more });
  await mark({});
  await mark({ scope: { stream }, comment: "units of this host may crash" });
  const ends = () => {
    const over = readInbox(lab).filter(
      ({ at, event, link }) => at >= since && event === "resolved" && link === row.link,
    );
    return channels.filter((channel) => over.some((message) => message.channel === channel));
  };
  await until(() => ends().length === channels.length);
  const second = secondCrash(run);
  onStep("another unit of the host crashes");
  const start = Date.now();
  await startServices(lab, second.host, [second]);
  try {
    const about = { host: second.host, isOf: new RegExp(second.unit.replace(/\.service$/, "")) };
    const step = () => heard.find(({ at, event }) => at >= start && isAbout(about, event));
    await until(() => step() !== undefined);
    await pause(quietMs);
    const found = step();
    const link = found?.event.anomaly.link;
    const told = messages(lab, start).filter(
      (message) => message.link === link || message.evidence.some((line) => about.isOf.test(line)),
    ).length;
    const reason = found?.event.anomaly.suppressed[0]?.reason;
    return {
      ...{ kind: row.kind, ended: ends(), told },
      ...(found && { found: (found.at - start) / 1000 }),
      ...(link !== undefined && { link }),
      ...(reason !== undefined && { reason }),
    };
  } finally {
    await removeServices(lab, second.host, [second]);
  }
}

async function until(done: () => boolean): Promise<void> {
  for (const end = Date.now() + patienceMs; !done() && Date.now() < end; ) await pause(250);
}
