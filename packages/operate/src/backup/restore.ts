import { join } from "node:path";
import { ExitCode, type Problem, ProblemError, problem } from "@logstead/base";
import type { Site, SiteHost } from "@logstead/inventory";
import { collectorComponents, detectorComponent, detectorData, lokiComponent } from "@logstead/templates";
import { mustOnHost } from "../hosts/ssh.ts";
import { fromFile } from "../hosts/stream.ts";
import { lokiHost, openLoki } from "../loki/client.ts";
import { waitUntilReady } from "../loki/ready.ts";
import { alone } from "../up/lock.ts";
import { collecting, detectorArchive, stopped, storeHost } from "./backup.ts";
import { linesByHost } from "./counts.ts";
import { type Manifest, readBackup } from "./manifest.ts";

export interface RestoreOptions {
  from: string;
  /** Asked before Loki's data is put aside; gets what would happen. */
  confirm(what: string): Promise<boolean>;
  onProgress?: ((text: string) => void) | undefined;
}

export interface Restored {
  manifest: Manifest;
  /** Lines of each host within the manifest's hours, as they were and as they are. */
  counts: { host: string; before: number; after: number }[];
  /** Hosts whose machine was replaced since: they keep their positions. */
  others: string[];
  /** Where Loki's previous data is, on its host. */
  aside: string;
  problems: Problem[];
}

/** Brings a backup back to hosts that are provisioned: `up` first. Loki's previous data is set aside, not removed. */
export function restore(site: Site, options: RestoreOptions): Promise<Restored> {
  return alone(site.environment, async () => {
    const { from } = options;
    const on = options.onProgress ?? (() => {});
    const manifest = await readBackup(from);
    const host = lokiHost(site);
    const [folder = ""] = lokiComponent.data(site);
    const aside = `.before-${new Date().toISOString().replaceAll(/[-:]/g, "").slice(0, 15)}`;
    if (
      !(await options.confirm(
        `replace Loki's data on ${host.name} (kept as ${folder}/${aside}) by that of ${manifest.time}`,
      ))
    )
      throw new ProblemError(
        problem("restore-not-confirmed", "Nothing was restored: nobody said yes.", {
          fix: `./logstead restore ${from} --env ${site.environment} --yes`,
        }),
        ExitCode.pending,
      );
    const agents = collecting(site).filter(({ name }) => name in manifest.machines);
    on("stopping the collectors");
    for (const agent of agents)
      await mustOnHost(agent, "stopping the collector", `systemctl stop ${collectorOf(agent).program.unit}`);
    const others: string[] = [];
    try {
      on("bringing Loki's data");
      const script = bringData(manifest.loki.folders, aside);
      await fromFile(host, "bringing Loki's data", script, join(from, "loki.tar.gz"));
      const detecting = storeHost(site);
      if (manifest.detector && detecting) {
        on("bringing what the detector has learned");
        const file = join(from, detectorArchive);
        await fromFile(detecting, "bringing the detector's data", bringDetector(aside), file);
      }
      on("bringing positions");
      for (const agent of agents) {
        const machine = (await mustOnHost(agent, "asking for its identity", "cat /etc/machine-id")).trim();
        if (machine !== manifest.machines[agent.name]) others.push(agent.name);
        else {
          const [home] = collectorOf(agent).data();
          const file = join(from, `positions/${agent.name}.tar.gz`);
          await fromFile(agent, "bringing positions", `tar -C ${home} -xzf -`, file);
        }
      }
    } finally {
      on("starting the collectors");
      for (const agent of agents)
        await mustOnHost(
          agent,
          "starting the collector",
          `systemctl start ${collectorOf(agent).program.unit}`,
        );
    }
    on("counting Loki's lines");
    return { manifest, others, aside: `${folder}/${aside}`, ...(await compared(site, manifest)) };
  });
}

const collectorOf = ({ settings }: SiteHost) => collectorComponents[settings.collector.agent];

/**
 * Unpacks beside Loki's data and puts it in its place. Everything is moved within its folder, which may be a mount;
 * Loki stops when the new data is whole.
 */
function bringData(folders: string[], aside: string): string {
  const [first = ""] = folders;
  const moves = folders.map((folder) =>
    [
      `mkdir -p ${folder}/${aside}; cd ${folder}`,
      `find . -mindepth 1 -maxdepth 1 ! -name .restoring ! -name ".before-*" -exec mv -t ${aside} {} +`,
      `find ${first}/.restoring${folder} -mindepth 1 -maxdepth 1 -exec mv -t . {} +`,
    ].join("; "),
  );
  return [
    `cd ${first}; rm -rf .restoring; mkdir .restoring; tar -C .restoring -xzf -`,
    stopped(lokiComponent),
    ...moves,
    `rm -rf ${first}/.restoring`,
  ].join("; ");
}

/** As for Loki's data; the detector's previous data is set aside. */
const bringDetector = (aside: string) =>
  [
    `cd ${detectorData}; rm -rf .restoring; mkdir .restoring; tar -C .restoring --numeric-owner -xpzf -`,
    stopped(detectorComponent),
    `mkdir -p ${aside}`,
    `find . -mindepth 1 -maxdepth 1 ! -name .restoring ! -name ".before-*" -exec mv -t ${aside} {} +`,
    "find .restoring -mindepth 1 -maxdepth 1 -exec mv -t . {} +",
    "rmdir .restoring",
  ].join("; ");

async function compared(
  site: Site,
  { counts: before }: Manifest,
): Promise<Pick<Restored, "counts" | "problems">> {
  const client = await openLoki(site);
  try {
    await waitUntilReady(client);
    const now = await linesByHost(client, before.at);
    const counts = Object.entries(before.hosts).map(([host, count]) => ({
      host,
      before: count,
      after: now[host] ?? 0,
    }));
    const problems = counts
      .filter((count) => count.after < count.before)
      .map((count) =>
        problem("restore-lines-missing", `${count.host} has fewer lines than when the backup was made`, {
          got: String(count.after),
          want: `${count.before} within ${before.hours} h before ${new Date(before.at).toISOString()}`,
        }),
      );
    return { counts, problems };
  } finally {
    client.close();
  }
}
