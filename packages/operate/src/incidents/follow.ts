import { setTimeout as pause } from "node:timers/promises";
import type { ChannelType } from "@logstead/channels";
import { type Lab, type LabIncident, type Message, readInbox } from "@logstead/lab";
import { type Heard, isAbout, messages } from "./heard.ts";
import { markNormal } from "./mark.ts";
import type { IncidentRow, IncidentsResult } from "./result.ts";
import type { RunningDetector } from "./serve.ts";

/** A service that is silent is missed after its period, a fifth of it and a minute. */
const patienceMs = 300_000;
/** Findings of one host within two minutes are one anomaly: incidents begin when it is calm. */
const calmMs = 125_000;
const calmAtMostMs = 300_000;
/** What was on its way while the detector started is judged first. */
const firstLookMs = 30_000;
/** How long the channels have to hear that it is over. */
const endMs = 60_000;
/** After the last message: time in which a second one would have come. */
const settleMs = 10_000;

interface Watching {
  /** That should tell. */
  channels: readonly ChannelType[];
  onStep: (text: string) => void;
  onRows: (rows: readonly IncidentRow[]) => void;
}

/** Makes the incidents at once and follows each until every channel has told of it. */
export async function follow(
  lab: Lab,
  detector: RunningDetector,
  incidents: readonly LabIncident[],
  run: string,
  { channels, onStep, onRows }: Watching,
): Promise<Pick<IncidentsResult, "ok" | "rows" | "marked" | "others">> {
  const heard: Heard[] = [];
  const unfollow = detector.follow((event) => heard.push({ at: Date.now(), event }));
  const rows = incidents.map(newRow);
  try {
    await calm(heard, onStep);
    const began = Date.now();
    onStep("incidents are made");
    const following = incidents.map(async (incident, i) => {
      const start = Date.now();
      const making = incident.make(lab);
      making.catch(() => {});
      const row = rows[i] as IncidentRow;
      while (row.state !== "told" && Date.now() < start + patienceMs) {
        look(row, incident, start, heard, messages(lab, began), channels);
        onRows(rows);
        await pause(250);
      }
      if (row.state !== "told") row.state = "missed";
      await making;
    });
    await Promise.all(following);
    await pause(settleMs);
    for (const row of rows) count(row, messages(lab, began), channels);
    onRows(rows);
    const marked = await markNormal(lab, detector, { channels, rows, run, heard, onStep });
    await endAll(lab, detector, rows, heard, onStep);
    const links = new Set([...rows.map(({ link }) => link), marked?.link]);
    const others = messages(lab, began).filter(
      ({ channel, link }) => channel === channels[0] && !links.has(link),
    );
    const once = rows.every(
      (row) => row.state === "told" && channels.every((name) => row.counts[name] === 1),
    );
    const silent = !marked || (marked.found !== undefined && marked.told === 0);
    return { ok: once && silent, rows, others, ...(marked && { marked }) };
  } finally {
    unfollow();
  }
}

/**
 * This detector's memory goes with the run: what it told of ends here, or channels would wait for an end for ever
 * and take the next run's for the same.
 */
async function endAll(
  lab: Lab,
  detector: RunningDetector,
  rows: readonly IncidentRow[],
  heard: readonly Heard[],
  onStep: (text: string) => void,
): Promise<void> {
  onStep("what was told of ends");
  const since = Date.now();
  const links = rows.map(({ link }) => link).filter((link) => link !== undefined);
  const open = links.filter((link) => !isOver(lab, link));
  for (const link of open) {
    const id = heard.find(({ event }) => event.anomaly.link === link)?.event.anomaly.id;
    await detector.call("POST", "/api/v1/marks", { anomaly: id, verdict: "normal", comment: "the run ends" });
  }
  while (!open.every((link) => isOver(lab, link)) && Date.now() < since + endMs) await pause(250);
}

const isOver = (lab: Lab, link: string) =>
  readInbox(lab).some((message) => message.event === "resolved" && message.link === link);

/** Waits until nothing was told for a while, but not for ever. */
async function calm(heard: readonly Heard[], onStep: (text: string) => void): Promise<void> {
  const until = Date.now() + calmAtMostMs;
  await pause(firstLookMs);
  for (
    let last = heard.at(-1)?.at;
    last && Date.now() < Math.min(until, last + calmMs);
    last = heard.at(-1)?.at
  ) {
    onStep("waiting until no alert has come for two minutes");
    await pause(1000);
  }
}

const newRow = ({ kind, what, host }: LabIncident): IncidentRow => ({
  ...{ kind, what, host, state: "waiting", seconds: {}, counts: {}, evidence: 0 },
});

function look(
  row: IncidentRow,
  incident: LabIncident,
  start: number,
  heard: Heard[],
  all: Message[],
  channels: readonly ChannelType[],
): void {
  const first = heard.find(
    ({ at, event }) =>
      at >= start && (event.type === "firing" || event.type === "updated") && isAbout(incident, event),
  );
  if (!first) return;
  const { anomaly } = first.event;
  row.seconds.found ??= (first.at - start) / 1000;
  if (row.state === "waiting") row.state = "found";
  Object.assign(row, { severity: anomaly.severity, title: anomaly.title, link: anomaly.link });
  count(row, all, channels);
  for (const channel of channels) {
    const arrived = all.find((message) => message.channel === channel && message.link === row.link);
    if (arrived) row.seconds[channel] ??= (arrived.at - start) / 1000;
  }
  if (channels.every((channel) => (row.counts[channel] ?? 0) > 0)) row.state = "told";
}

/** How often each channel told of it, and how many lines of evidence the shortest message has. */
function count(row: IncidentRow, all: Message[], channels: readonly ChannelType[]): void {
  const messages = all.filter(({ link }) => link === row.link);
  for (const name of channels) row.counts[name] = messages.filter(({ channel }) => channel === name).length;
  row.evidence = messages.length === 0 ? 0 : Math.min(...messages.map(({ evidence }) => evidence.length));
}
