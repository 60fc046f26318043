import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ExitCode, ProblemError, problem } from "@logstead/base";
import { detectorHost, detectorVersion, type Site, type SiteHost } from "@logstead/inventory";
import { appliedFolder } from "@logstead/stacks";
import { collectorComponents, detectorComponent, detectorData, lokiComponent } from "@logstead/templates";
import { mustOnHost } from "../hosts/ssh.ts";
import { intoFile } from "../hosts/stream.ts";
import { lokiHost, openLoki } from "../loki/client.ts";
import { waitUntilReady } from "../loki/ready.ts";
import { alone } from "../up/lock.ts";
import { countedHours, linesByHost } from "./counts.ts";
import { type Manifest, sha256Of } from "./manifest.ts";

export interface BackupOptions {
  /** A folder that does not exist yet. */
  to: string;
  onProgress?: ((text: string) => void) | undefined;
}

/** Lines of the last seconds may still be on their way and are not counted. */
const settleMs = 10_000;

/**
 * Keeps what a site cannot make again: Loki's data, what the detector has learned, how far each collector has read,
 * and the configuration that was applied, without secrets. Positions are taken first: what was read since is read
 * again after a restore, and nothing is missed. Loki is stopped while its files are copied; collectors wait for it,
 * so no line is lost.
 */
export function backup(site: Site, { to, onProgress }: BackupOptions): Promise<Manifest> {
  return alone(site.environment, async () => {
    if (existsSync(to))
      throw new ProblemError(
        problem("backup-there", "There is something already where the backup would be.", {
          path: to,
          fix: "./logstead backup --to ANOTHER-FOLDER",
        }),
        ExitCode.usage,
      );
    const making = `${to}.new`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(join(making, "positions"), { recursive: true, mode: 0o700 });
    try {
      const manifest = await take(site, making, onProgress ?? (() => {}));
      writeFileSync(join(making, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
      renameSync(making, to);
      return manifest;
    } catch (error) {
      rmSync(making, { recursive: true, force: true });
      throw error;
    }
  });
}

async function take(site: Site, folder: string, on: (text: string) => void): Promise<Manifest> {
  const host = lokiHost(site);
  const client = await openLoki(site);
  try {
    on("counting Loki's lines");
    const at = Date.now() - settleMs;
    const counts = { at, hours: countedHours, hosts: await linesByHost(client, at) };
    on("copying configuration and positions");
    const machines = Object.fromEntries(
      await Promise.all(
        collecting(site).map(async (host) => [host.name, await positions(host, folder)] as const),
      ),
    );
    const applied = appliedFolder(site.environment);
    if (existsSync(applied)) cpSync(applied, join(folder, "configuration/rendered"), { recursive: true });
    cpSync(site.file, join(folder, "configuration", basename(site.file)));
    const folders = lokiComponent.data(site);
    const detecting = storeHost(site);
    if (detecting) {
      on("copying what the detector has learned");
      await intoFile(detecting, "copying the detector's data", copyDetector, join(folder, detectorArchive));
    }
    on("copying Loki's data");
    const time = new Date().toISOString();
    await intoFile(host, "copying Loki's data", copyData(folders), join(folder, "loki.tar.gz"));
    await waitUntilReady(client);
    const archives = [
      "loki.tar.gz",
      ...(detecting ? [detectorArchive] : []),
      ...Object.keys(machines).map((name) => `positions/${name}.tar.gz`),
    ];
    const files = await Promise.all(
      archives.map(async (name) => [name, await sha256Of(join(folder, name))] as const),
    );
    return {
      environment: site.environment,
      time,
      loki: {
        host: host.name,
        version: site.loki.version,
        folders,
        chunks: site.loki.storage.objectStore === "filesystem",
      },
      counts,
      ...(detecting && { detector: { host: detecting.name, version: detectorVersion(site) } }),
      machines,
      files: Object.fromEntries(files),
    };
  } finally {
    client.close();
  }
}

/** The beginning of a script that stops a component and restarts it at its end, whatever happens. */
export const stopped = ({ program: { unit } }: { program: { unit: string } }) =>
  `trap "systemctl start ${unit}" EXIT; systemctl stop ${unit}`;

/** Prints an archive of Loki's folders while Loki is stopped. */
const copyData = (folders: string[]) =>
  [
    stopped(lokiComponent),
    `tar -C / --exclude=.before-* --exclude=.restoring -czf - ${folders.map((folder) => folder.slice(1)).join(" ")}`,
  ].join("; ");

/** The archive of the detector's folder, in a backup. */
export const detectorArchive = "detector.tar.gz";

/** The host whose disk has what the detector learned; a server's store is that server's to copy. */
export const storeHost = (site: Site): SiteHost | undefined =>
  detectorComponent.data(site).length > 0 ? detectorHost(site) : undefined;

/** Prints an archive of the detector's folder while it is stopped; it catches up from Loki afterwards. */
const copyDetector = [
  stopped(detectorComponent),
  `tar -C ${detectorData} --exclude=./.before-* --exclude=./.restoring --numeric-owner -czf - .`,
].join("; ");

/** Hosts with a collector that runs as a unit there. */
export const collecting = (site: Site): SiteHost[] =>
  Object.values(site.hosts).filter(({ settings }) => settings.platform !== "windows");

/** Copies a collector's positions; which machine they are of. */
async function positions(host: SiteHost, folder: string): Promise<string> {
  const [home] = collectorComponents[host.settings.collector.agent].data();
  // a file that is written to meanwhile is replaced as a whole, so tar's word about it may be passed over
  const script = `cd ${home}; tar --warning=no-file-changed -czf - $(ls -d positions* 2>/dev/null) || [ $? -eq 1 ]`;
  await intoFile(host, "copying positions", script, join(folder, `positions/${host.name}.tar.gz`));
  return (await mustOnHost(host, "asking for its identity", "cat /etc/machine-id")).trim();
}
