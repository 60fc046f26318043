import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ExitCode, ProblemError, problem, stateDir } from "@logstead/base";
import { milliseconds } from "@logstead/detector";
import { detectorHost, type Site, type SiteHost } from "@logstead/inventory";
import {
  inNetworkOf,
  type Lab,
  type LabIncidentKind,
  labConsole,
  labExec,
  labIncidents,
  labTraffic,
  loginHost,
  openLab,
  removeServices,
  startServices,
} from "@logstead/lab";
import { renderedFolder } from "@logstead/stacks";
import { detectorComponent, detectorSettingsFile } from "@logstead/templates";
import { parse } from "yaml";
import { allLines } from "../loki/all.ts";
import { openLoki } from "../loki/client.ts";
import { follow } from "./follow.ts";
import { alertChannels, type IncidentRow, type IncidentsResult } from "./result.ts";
import { serveDetector } from "./serve.ts";
import { type Settings, teach } from "./teach.ts";

export interface IncidentsOptions {
  name?: string;
  only?: readonly LabIncidentKind[];
  /** Ordinary lines a second of the lab's traffic. */
  rate?: number;
  /** Ends the run early; what it has put on the hosts is taken away. */
  signal?: AbortSignal;
  onStep?: (text: string) => void;
  onRows?: (rows: readonly IncidentRow[]) => void;
}

const { unit } = detectorComponent.program;
/** What is recorded of ordinary traffic; a timer of a minute comes in it twice. */
const recordMs = 120_000;

/**
 * Makes incidents in the lab while ordinary traffic runs, and follows each until every channel has told of
 * it; then marks one as normal and makes another of its kind.
 */
export async function labIncidentsRun(site: Site, options: IncidentsOptions = {}): Promise<IncidentsResult> {
  const { onStep = () => {}, onRows = () => {} } = options;
  const lab = openLab(options.name);
  const run = [...randomBytes(4)].map((byte) => "bcdfghjkmnpqrstvwz"[byte % 18]).join("");
  const all = labIncidents(run).filter(({ kind }) => options.only?.includes(kind) ?? true);
  const services = all.flatMap((incident) => incident.services);
  const hosts = lab.started.plan.hosts.map((host) => host.name);
  const folder = mkdtempSync(join(tmpdir(), "logstead-incidents-"));
  const ending: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const work = async () => {
    onStep("ordinary traffic on five hosts");
    ending.push(() => Promise.all(hosts.map((host) => removeServices(lab, host, services))));
    await Promise.all(hosts.map((host) => startServices(lab, host, services)));
    ending.push(traffic(lab, options.rate ?? 6));
    const { record, from } = await recorded(site, onStep);
    const token = join(folder, "token");
    writeFileSync(token, randomBytes(24).toString("base64url"), { mode: 0o600 });
    const { host, settings } = settingsOf(site, token);
    const entered = inNetworkOf(lab, host.name);
    ending.push(await setAside(lab, host.name));
    const learned = await teach({
      ...{ folder, settings, token, entered, record, from, period: recordMs },
      ...{ warmUpMs: milliseconds(String(settings.warmUp)), onProgress: onStep },
    });
    const detector = await serveDetector({ folder, token, entered, settings: { ...settings, folder } });
    ending.push(() => detector.stop());
    const channels = alertChannels(site);
    return {
      run,
      learned,
      channels,
      ...(await follow(lab, detector, all, run, { channels, onStep, onRows })),
    };
  };
  try {
    return await Promise.race([work(), interrupted(options.signal)]);
  } finally {
    onStep("tidying up");
    for (const incident of all) await incident.end(lab).catch(() => {});
    for (const end of ending.reverse()) await end();
  }
}

/** The detector that runs there waits meanwhile: two would tell of everything twice. Returns how to start it again. */
async function setAside(lab: Lab, host: string): Promise<() => Promise<unknown>> {
  const active = await labConsole(lab, host, ["systemctl", "is-active", "--quiet", unit]);
  if (active.code !== 0) return async () => {};
  await labConsole(lab, host, ["systemctl", "stop", unit]);
  return () => labConsole(lab, host, ["systemctl", "start", "--no-block", unit]);
}

/** Fails when the signal comes. */
const interrupted = (signal?: AbortSignal): Promise<never> =>
  new Promise((_, fail) => {
    const say = () =>
      fail(new ProblemError(problem("lab-interrupted", "the run was ended early"), ExitCode.outside));
    signal?.addEventListener("abort", say, { once: true });
  });

/** Ordinary lines of all kinds, and logins; returns how to end them. */
function traffic(lab: Lab, rate: number): () => Promise<unknown> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const lines = labTraffic(lab, { rate, seconds: 1800, signal });
  const logins = (async () => {
    while (!signal.aborted) {
      await labExec(lab, loginHost, ["true"]);
      await pause(5000, undefined, { signal }).catch(() => {});
    }
  })();
  return async () => {
    stopping.abort();
    await Promise.allSettled([lines, logins]);
  };
}

async function recorded(site: Site, onStep: (text: string) => void) {
  // services have begun by then
  await pause(5000);
  const from = Date.now();
  for (let left = recordMs; left > 0; left -= 10_000) {
    onStep(`ordinary traffic is recorded, ${left / 1000} s to go`);
    await pause(Math.min(left, 10_000));
  }
  const loki = await openLoki(site);
  try {
    // the last lines are on their way
    await pause(5000);
    const record = [];
    for await (const line of allLines(loki, '{job=~".+", job!~"logstead-.*"}', from))
      if (Number(line.timestamp / 1_000_000n) < from + recordMs) record.push(line);
    return { record, from };
  } finally {
    loki.close();
  }
}

/** What was rendered for the site's detector, with secrets where this machine keeps the lab's, and an account. */
function settingsOf(site: Site, token: string): { host: SiteHost; settings: Settings } {
  const host = detectorHost(site);
  if (!host)
    throw new ProblemError(
      problem("no-detector-host", `'${site.environment}' has no host with the detector.`),
    );
  const file = join(renderedFolder(site), "hosts", host.name, detectorSettingsFile);
  const settings = parse(readFileSync(file, "utf8")) as Settings;
  return {
    host,
    settings: {
      ...settings,
      secretsFolder: stateDir("secrets", site.environment),
      http: { tokens: [{ name: "lab", role: "admin", token: `file:${token}` }] },
    },
  };
}
