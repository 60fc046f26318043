import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "@logstead/base/process";
import { members } from "./cgroups.ts";
import { type Lab, openLab } from "./config.ts";
import { hostPaths } from "./paths.ts";
import { ask } from "./supervisor/client.ts";
import type { Forward, HostState } from "./supervisor/protocol.ts";

export interface HostStatus {
  name: string;
  address: string;
  roles: string[];
  state: HostState;
  bare: boolean;
  boots: number;
  /** Seconds since the last boot. */
  uptime?: number;
  memoryBytes?: number;
  /** What the host has written since it was new. */
  diskBytes?: number;
  exit?: string;
}

export interface LabStatus {
  name: string;
  up: boolean;
  dir: string;
  base: string;
  network: string;
  hosts: HostStatus[];
  forwards: Forward[];
  packages?: Record<string, number>;
}

export async function labStatus(name?: string): Promise<LabStatus> {
  const lab = openLab(name);
  const report = await ask(lab, { op: "report" });
  const { plan, bare, base } = lab.started;
  const hosts = plan.hosts.map(async (host): Promise<HostStatus> => {
    const now = report?.hosts.find((h) => h.name === host.name);
    const disk = await diskOf(lab, host.name);
    const running = now?.state === "running";
    return {
      name: host.name,
      address: host.address,
      roles: host.roles,
      state: now?.state ?? "off",
      bare: bare.includes(host.name),
      boots: now?.boots ?? 0,
      ...(running && { uptime: Math.round((Date.now() - (now.since ?? 0)) / 1000) }),
      ...(running && { memoryBytes: hostMemory(lab, host.name) }),
      ...(disk !== undefined && { diskBytes: disk }),
      ...(now?.exit !== undefined && { exit: now.exit }),
    };
  });
  return {
    name: lab.name,
    up: report !== undefined,
    dir: lab.dir,
    base: base.key,
    network: plan.network.cidr,
    hosts: await Promise.all(hosts),
    forwards: report?.forwards ?? [],
    ...(report && { packages: report.packages }),
  };
}

/** Proportional: what hosts share (the base's libraries) is divided among them. */
function hostMemory(lab: Lab, host: string): number {
  let kilobytes = 0;
  for (const pid of members(join(lab.cgroup, `host-${host}`))) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // it ended by itself
    }
  }
  return kilobytes * 1024;
}

async function diskOf(lab: Lab, host: string): Promise<number | undefined> {
  const { upper, stores } = hostPaths(lab, host);
  if (!existsSync(upper)) return undefined;
  const { stdout } = await run("du", ["--summarize", "--block-size=1", "--total", upper, stores]);
  return Number(stdout.trimEnd().split("\n").at(-1)?.split("\t")[0]);
}
