import { type Problem, ProblemError } from "@logstead/base";
import type { Site, SiteHost } from "@logstead/inventory";
import { appliedFolder } from "@logstead/stacks";
import {
  collectorComponents,
  diffTrees,
  lokiComponent,
  type RenderedTree,
  readTree,
} from "@logstead/templates";
import { type DetectorState, detectorState } from "../detector/detector.ts";
import { lookAt } from "../hosts/look.ts";
import { failure } from "../hosts/ssh.ts";
import { type LokiClient, openLoki } from "../loki/client.ts";

export interface HostState {
  host: string;
  collector: "promtail" | "alloy";
  /** `active`, `failed`, …; undefined where the host does not answer. */
  state?: string;
  version?: string;
  /** Rendered files that have drifted. */
  drift: string[];
  /** Seconds since its newest line in Loki; undefined where none came within a day. */
  lag?: number;
  /** Of the file system with its logs. */
  disk?: { total: number; free: number };
  problem?: Problem;
}

export interface SiteStatus {
  environment: string;
  hosts: HostState[];
  loki: {
    host?: string;
    ready: boolean;
    version?: string;
    wanted: string;
    /** Bytes of lines that came in during the last day. */
    dayBytes?: number;
    disk?: { total: number; free: number };
    /** Until the disk is full at the present rate, retention not counted; undefined where nothing came. */
    daysLeft?: number;
    problem?: Problem;
  };
  /** Where the site has one. */
  detector?: DetectorState;
  /** Files that would change with the next `up`. */
  pending: number;
  ok: boolean;
}

/** Compressed size of stored lines with their index, as a share of their raw size; the inventory assumes the same. */
const storedShare = 1 / 8;
/** How a site is now: what answers, what runs, what differs, how old the newest lines are. */
export async function siteStatus(site: Site, tree: RenderedTree): Promise<SiteStatus> {
  const kept = await readTree(appliedFolder(site.environment));
  const applied = kept.ok ? kept.tree : tree;
  const trees = { applied, newest: tree, whole: kept.ok };
  const way = await openLoki(site).then(
    (client) => ({ client }),
    (error: unknown) => {
      if (error instanceof ProblemError) return { problem: error.problems[0] as Problem };
      throw error;
    },
  );
  const client = "client" in way ? way.client : undefined;
  try {
    const hosts = await Promise.all(
      Object.values(site.hosts).map((host) => hostState(site, host, trees, client)),
    );
    const detector = await detectorState(site);
    const loki = await lokiState(site, hosts, client, "problem" in way ? way.problem : undefined);
    const pending = diffTrees(applied, tree).length;
    const ok =
      loki.ready &&
      (detector?.ready ?? true) &&
      hosts.every((state) => state.state === "active" && state.drift.length === 0);
    return { environment: site.environment, hosts, loki, ...(detector && { detector }), pending, ok };
  } finally {
    client?.close();
  }
}

/** What was applied by the last whole run, where there was one, and what the inventory says now. */
interface Trees {
  applied: RenderedTree;
  newest: RenderedTree;
  whole: boolean;
}

async function hostState(
  site: Site,
  host: SiteHost,
  { applied, newest, whole }: Trees,
  loki: LokiClient | undefined,
): Promise<HostState> {
  const { agent } = host.settings.collector;
  const { unit, executable } = collectorComponents[agent].program;
  const prefix = `hosts/${host.name}`;
  const wanted = new Map(
    [...applied.hashes].flatMap(([path, hash]) =>
      path.startsWith(`${prefix}/`) ? [[path.slice(prefix.length), hash] as const] : [],
    ),
  );
  const base = { host: host.name, collector: agent, drift: [] };
  const paths = [
    host.settings.logDisk.path,
    ...(isLoki(site, host) ? lokiComponent.data(site).slice(0, 1) : []),
  ];
  const found = await lookAt(host, {
    units: [unit],
    versions: { [agent]: [executable, "--version"] },
    files: [...wanted.keys()],
    disks: paths,
  });
  const lag = loki && (await lagOf(host, loki));
  if ("code" in found)
    return {
      ...base,
      ...(lag !== undefined && { lag }),
      problem: failure(host, "looking at it", found),
    };
  // What `up --only` has brought is newer than what was kept of the last whole run; before that run nothing is missed.
  const isAs = (hash: string, path: string) => {
    const have = found.files[path];
    return have === hash || have === newest.hashes.get(prefix + path) || (!whole && have === null);
  };
  const version = /version v?(\d+\.\d+\.\d+)/.exec(found.versions[agent] ?? "")?.[1];
  const disk = found.disks[paths.at(-1) ?? ""];
  return {
    ...base,
    state: found.units[unit] || "absent",
    ...(version && { version }),
    drift: [...wanted].flatMap(([path, hash]) => (isAs(hash, path) ? [] : [path])),
    ...(lag !== undefined && { lag }),
    ...(disk && { disk }),
  };
}

const isLoki = (site: Site, host: SiteHost) => host.name === site.derived.lokiHost;
const dayMs = 86_400_000;

async function lagOf(host: SiteHost, loki: LokiClient): Promise<number | undefined> {
  const now = Date.now();
  const query = `{host="${host.name}"}`;
  // the last minutes first: asking for a day is slow and seldom needed
  for (const back of [10 * 60_000, dayMs]) {
    const [newest] = await loki.lines(query, { from: now - back, limit: 1, direction: "backward" });
    if (newest) return Math.max(0, Math.round((now - Number(newest.timestamp / 1_000_000n)) / 100) / 10);
  }
  return undefined;
}

/** Loki begins to count how long it has been ready when it is asked for the first time. */
async function saysReady(loki: LokiClient): Promise<boolean> {
  for (let tries = 3; tries > 0; tries--) {
    if ((await loki.get("/ready")).status === 200) return true;
    await new Promise((next) => setTimeout(next, 1200));
  }
  return false;
}

async function lokiState(
  site: Site,
  hosts: HostState[],
  client: LokiClient | undefined,
  unreachable: Problem | undefined,
): Promise<SiteStatus["loki"]> {
  const host = site.derived.lokiHost;
  const base = { ...(host && { host }), wanted: site.loki.version };
  if (!client) return { ...base, ready: false, ...(unreachable && { problem: unreachable }) };
  try {
    const ready = await saysReady(client);
    const build = await client.get("/loki/api/v1/status/buildinfo");
    const version =
      build.status === 200 ? (JSON.parse(build.text) as { version?: string }).version : undefined;
    const [day] = ready ? await client.values('sum(bytes_over_time({tenant=~".+"}[24h]))') : [];
    const disk = hosts.find((state) => state.host === host)?.disk;
    const stored = (day?.value ?? 0) * storedShare;
    return {
      ...base,
      ready,
      ...(version && { version: version.replace(/^v/, "") }),
      ...(day && { dayBytes: day.value }),
      ...(disk && { disk }),
      ...(disk && stored > 0 && { daysLeft: Math.floor(disk.free / stored) }),
    };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [problem] = error.problems;
    return { ...base, ready: false, ...(problem && { problem }) };
  }
}
