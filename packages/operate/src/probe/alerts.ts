import { setTimeout as pause } from "node:timers/promises";
import { type Problem, problem } from "@logstead/base";
import { testMark } from "@logstead/detector/test-line";
import { detectorHost, type Site, type SiteHost } from "@logstead/inventory";
import { channelsOf } from "@logstead/templates";
import { onHost } from "../hosts/ssh.ts";
import { openLoki } from "../loki/client.ts";
import { probeUnit } from "./plan.ts";
import { writeOn } from "./writer.ts";

/** What became of the planted anomaly in one channel, or on a route without channels. */
export interface AlertRow {
  channel: string;
  /** `told`, or what was said instead. */
  outcome: string;
  /** From the host's word that the line was written until the detector's word that the channel took it. */
  seconds?: number;
}

export interface AlertProbe {
  ok: boolean;
  /** Where the line was written. */
  host: string;
  /** Seconds from the line to the anomaly in Loki. */
  found?: number;
  rows: AlertRow[];
  problems: Problem[];
}

/** A mail server may take its time; beyond this nobody would call it an alert. */
const patience = 60_000;
const every = 500;

/**
 * Writes a test line on a host, from which the detector makes an anomaly whatever it has learned, and follows it
 * to each channel; its end follows at once. Undefined where the site has no detector that tells people.
 */
export async function probeAlerts(
  site: Site,
  { patienceMs = patience, onProgress = (_: string) => {} } = {},
): Promise<AlertProbe | undefined> {
  const own = detectorHost(site);
  const host = writingHost(site, own);
  if (!own || !host || site.alerting.sources === "rules" || site.derived.routes.length === 0)
    return undefined;
  const test = `up-${Date.now().toString(36)}`;
  const from = Date.now() - 60_000;
  const line = `${testMark} ${test}`;
  const writer = writeOn(host, [{ id: test, line, how: "journal", unit: probeUnit }]);
  const loki = await openLoki(site);
  try {
    const [written] = await writer.done;
    const result = { host: host.name, rows: expected(site) };
    if (!written || written.error !== undefined)
      return judged(site, own, { ...result, rows: unheard(result.rows, `not written: ${written?.error}`) });
    const seconds = () => (performance.now() - written.at) / 1000;
    const until = performance.now() + patienceMs;
    let found: number | undefined;
    let anomaly: Anomaly | undefined;
    while (!anomaly && performance.now() < until) {
      onProgress("waiting for the planted anomaly");
      const [first] = await loki.lines(`{job="logstead-anomalies"} |= \`${test}\``, { from });
      if (first) [anomaly, found] = [JSON.parse(first.line) as Anomaly, seconds()];
      else await pause(every);
    }
    if (!anomaly || found === undefined)
      return judged(site, own, {
        ...result,
        rows: unheard(result.rows, "the detector has not found the line"),
      });
    const held = anomaly.suppressed?.[0];
    if (held)
      return judged(site, own, { ...result, found, rows: unheard(result.rows, `held back: ${held.reason}`) });
    while (result.rows.some(isOpen) && performance.now() < until) {
      onProgress(
        `${result.rows.filter((row) => !isOpen(row)).length} of ${result.rows.length} channels told`,
      );
      const said = await told(own, anomaly.anomaly);
      if (!result.rows.every((row) => !isOpen(row) || hear(row, said, seconds()))) await pause(every);
    }
    return judged(site, own, { ...result, found, rows: unheard(result.rows, "no answer") });
  } finally {
    await writer.cleanUp();
    loki.close();
  }
}

interface Anomaly {
  anomaly: string;
  suppressed?: { reason: string }[];
}

/** One line of the detector's log: a route took a step of an anomaly. */
interface Told {
  route: string;
  type: string;
  anomaly: string;
  channels: Record<string, string>;
}

/** Another host than the detector's where there is one: the longer way. */
function writingHost(site: Site, own: SiteHost | undefined): SiteHost | undefined {
  const able = Object.values(site.hosts).filter(({ derived }) =>
    derived.sources.some(({ source }) => source.type === "journal"),
  );
  return able.find(({ name }) => name !== own?.name) ?? able[0];
}

function expected(site: Site): AlertRow[] {
  const { routes } = site.derived;
  return [
    ...(routes.includes("n8n") ? channelsOf(site, "critical") : []),
    ...(routes.includes("alertmanager") ? ["alertmanager"] : []),
  ].map((channel) => ({ channel, outcome: "" }));
}

const isOpen = ({ outcome }: AlertRow) => outcome === "";

async function told(host: SiteHost, anomaly: string): Promise<Told[]> {
  const engine = host.derived.containerEngine;
  const ran = await onHost(host, `sudo -n ${engine} logs --since 5m logstead-detector 2>&1`);
  return ran.stdout
    .split("\n")
    .filter((line) => line.includes('"event":"told"') && line.includes(anomaly))
    .map((line) => JSON.parse(line.slice(line.indexOf("{"))) as Told)
    .filter((one) => one.anomaly === anomaly && one.type === "firing");
}

/** Whether the row is answered now. */
function hear(row: AlertRow, said: Told[], seconds: number): boolean {
  const outcome = said
    .map(({ route, channels }) => (route === row.channel ? "sent" : route === "n8n" && channels[row.channel]))
    .find(Boolean);
  if (!outcome) return false;
  // `already`: an earlier answer of the same step was lost on its way
  Object.assign(row, { outcome: outcome === "sent" || outcome === "already" ? "told" : outcome, seconds });
  return true;
}

const unheard = (rows: AlertRow[], outcome: string) =>
  rows.map((row) => (isOpen(row) ? { ...row, outcome } : row));

function judged(site: Site, own: SiteHost, probe: Omit<AlertProbe, "ok" | "problems">): AlertProbe {
  const problems = probe.rows
    .filter(({ outcome }) => outcome !== "told")
    .map(({ channel, outcome }) =>
      problem("probe-not-told", `the planted anomaly did not reach ${channel}`, {
        path: `alerting.channels.${channel}`,
        got: outcome,
        fix: `on ${own.name}: sudo ${own.derived.containerEngine} logs --since 5m logstead-detector; in n8n: the executions of the alert flow of ${site.site.name}`,
      }),
    );
  return { ...probe, ok: problems.length === 0, problems };
}
