import { existsSync, rmSync } from "node:fs";
import { withLock } from "@logstead/base";
import { ensureBase } from "./base-image.ts";
import { removeCgroup } from "./cgroups.ts";
import { type Lab, openLab, writeConfig } from "./config.ts";
import { prepareHost, wipeHost } from "./host-files.ts";
import { restoreInotifyLimit } from "./inotify.ts";
import { removeNetwork } from "./network.ts";
import { labPaths } from "./paths.ts";
import { hostOf } from "./plan.ts";
import { writeSshConfig } from "./ssh.ts";
import { labLock, startHosts } from "./start.ts";
import { ask } from "./supervisor/client.ts";

interface DownOptions {
  name?: string;
  /** Only these; all by default. */
  hosts?: string[];
  onProgress?: (text: string) => void;
}

/** Stops hosts and keeps their disks; with the last host everything around them ends too. */
export async function labDown(options: DownOptions = {}): Promise<void> {
  const lab = openLab(options.name);
  for (const name of options.hosts ?? []) hostOf(lab.started.plan, name);
  await withLock(labLock(lab), () => stop(lab, options.hosts));
}

async function stop(lab: Lab, hosts?: string[]): Promise<void> {
  if (hosts) {
    const report = await ask(lab, { op: "stop", hosts });
    if (report?.hosts.some((h) => h.state === "running")) return;
  }
  await ask(lab, { op: "quit" }).catch(() => undefined);
  await removeCgroup(lab.cgroup);
  await removeNetwork(lab);
  await restoreInotifyLimit();
}

/** Hosts as new: disk, containers and identity are made again; a host that ran runs again. */
export async function labReset(options: DownOptions & { bare?: string[] } = {}): Promise<Lab> {
  const lab = openLab(options.name);
  for (const name of options.hosts ?? []) hostOf(lab.started.plan, name);
  return withLock(labLock(lab), async () => {
    // disks above a base that is gone are all of no use: then none can stay
    const there = existsSync(lab.started.base.root);
    const names = (there && options.hosts) || lab.started.plan.hosts.map((h) => h.name);
    const before = await ask(lab, { op: "report" });
    const ran = names.filter((n) => before?.hosts.some((h) => h.name === n && h.state === "running"));
    if (before) await ask(lab, { op: "stop", hosts: names });
    for (const name of names) wipeHost(lab, name);
    const bare = [...lab.started.bare.filter((n) => !names.includes(n)), ...(options.bare ?? [])];
    const base = there ? lab.started.base : await ensureBase(options.onProgress);
    lab.started = { ...lab.started, bare, base };
    writeConfig(lab, lab.started);
    for (const host of lab.started.plan.hosts.filter((h) => names.includes(h.name)))
      await prepareHost(lab, lab.started, host);
    writeSshConfig(lab, lab.started.plan);
    if (ran.length > 0) await startHosts(lab, ran);
    return lab;
  });
}

/** Removes every trace of the lab but the cache; works from any state, also on a full disk. */
export async function labDestroy(options: { name?: string } = {}): Promise<void> {
  const lab = labPaths(options.name);
  await withLock(labLock(lab), async () => {
    // hosts that are thrown away need no orderly shutdown
    await removeCgroup(lab.cgroup);
    await removeNetwork(lab);
    rmSync(lab.dir, { recursive: true, force: true, maxRetries: 5 });
    await restoreInotifyLimit();
  });
}
