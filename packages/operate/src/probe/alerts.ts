import { setTimeout as pause } from "node:timers/promises";
import { type Problem, problem } from "@logstead/base";
import { testMark } from "@logstead/detector/test-line";
import { detectorHost, type Site, type SiteHost } from "@logstead/inventory";
import { channelsOf, detectorComponent } from "@logstead/templates";
import { onHost } from "../hosts/ssh.ts";
import { openLoki } from "../loki/client.ts";
import { alertUnit, journalHosts } from "./plan.ts";
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
  const detector = detectorHost(site);
  const host = writingHost(site, detector);
  const rows = site.alerting.sources === "rules" ? [] : channelsToTell(site);
  if (!detector || !host || rows.length === 0) return undefined;
  const test = `up-${Date.now().toString(36)}`;
  const line = `${testMark} ${test}`;
  const writer = writeOn(host, [{ id: test, line, how: "journal", unit: alertUnit }]);
  const ended = (outcome: string, found?: number) =>
    judged(site, detector, {
      ...{ host: host.name, rows: rows.map((row) => (isOpen(row) ? { ...row, outcome } : row)) },
      ...(found !== undefined && { found }),
    });
  try {
    const [written] = await writer.done;
    if (!written || written.error !== undefined) return ended(`not written: ${written?.error}`);
    const seconds = () => (performance.now() - written.at) / 1000;
    const until = performance.now() + patienceMs;
    onProgress("waiting for the planted anomaly");
    const anomaly = await anomalyOf(site, test, until);
    if (!anomaly) return ended("the detector has not found the line");
    const found = seconds();
    const held = anomaly.suppressed?.[0];
    if (held) return ended(`held back: ${held.reason}`, found);
    while (rows.some(isOpen) && performance.now() < until) {
      onProgress(`${rows.filter((row) => !isOpen(row)).length} of ${rows.length} channels told`);
      const said = await told(detector, anomaly.anomaly);
      for (const row of rows.filter(isOpen)) hear(row, said, seconds());
      if (rows.some(isOpen)) await pause(every);
    }
    return ended("no answer", found);
  } finally {
    await writer.cleanUp();
  }
}

/** The anomaly as the detector has written it back to Loki. */
async function anomalyOf(site: Site, test: string, until: number): Promise<Anomaly | undefined> {
  const loki = await openLoki(site);
  const from = Date.now() - 120_000;
  try {
    while (performance.now() < until) {
      const [first] = await loki.lines(`{job="logstead-anomalies"} |= \`${test}\``, { from });
      if (first) return JSON.parse(first.line) as Anomaly;
      await pause(every);
    }
    return undefined;
  } finally {
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
function writingHost(site: Site, detector: SiteHost | undefined): SiteHost | undefined {
  const able = journalHosts(site);
  return able.find(({ name }) => name !== detector?.name) ?? able[0];
}

function channelsToTell(site: Site): AlertRow[] {
  const { routes } = site.derived;
  return [
    ...(routes.includes("n8n") ? channelsOf(site, "critical") : []),
    ...(routes.includes("alertmanager") ? ["alertmanager"] : []),
  ].map((channel) => ({ channel, outcome: "" }));
}

const isOpen = ({ outcome }: AlertRow) => outcome === "";

const logs = `logs --since 5m ${detectorComponent.program.container}`;

async function told(host: SiteHost, anomaly: string): Promise<Told[]> {
  const engine = host.derived.containerEngine;
  const ran = await onHost(host, `sudo -n ${engine} ${logs} 2>&1`);
  return ran.stdout
    .split("\n")
    .filter((line) => line.includes('"event":"told"') && line.includes(anomaly))
    .map((line) => JSON.parse(line.slice(line.indexOf("{"))) as Told)
    .filter((answer) => answer.anomaly === anomaly && answer.type === "firing");
}

function hear(row: AlertRow, said: Told[], seconds: number): void {
  const byN8n = row.channel !== "alertmanager";
  const answer = said.find(({ route }) => route === (byN8n ? "n8n" : "alertmanager"));
  if (!answer) return;
  const outcome = byN8n ? (answer.channels[row.channel] ?? "n8n took it and names no such channel") : "sent";
  // `already`: an earlier answer of the same step was lost on its way
  Object.assign(row, { outcome: outcome === "sent" || outcome === "already" ? "told" : outcome, seconds });
}

function judged(site: Site, detector: SiteHost, probe: Omit<AlertProbe, "ok" | "problems">): AlertProbe {
  const problems = probe.rows
    .filter(({ outcome }) => outcome !== "told")
    .map(({ channel, outcome }) =>
      problem("probe-not-told", `the planted anomaly did not reach ${channel}`, {
        path: `alerting.channels.${channel}`,
        got: outcome,
        fix: `on ${detector.name}: sudo ${detector.derived.containerEngine} ${logs}; in n8n: the executions of the alert flow of ${site.site.name}`,
      }),
    );
  return { ...probe, ok: problems.length === 0, problems };
}
