import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { ask, binOf, step } from "../run.ts";
import type { Source } from "../types.ts";
import { which } from "../which.ts";
import type { Job } from "./job.ts";

/**
 * Unpacks one program of a Debian package: apt checks its signature, nothing is installed (the package
 * would start a server), and root is not needed.
 */
export async function installDebian(job: Job<Extract<Source, { kind: "debian" }>>): Promise<void> {
  const { tool, source, into, log, signal } = job;
  const apt = which("apt-get");
  if (!apt || !which("dpkg-deb"))
    throw new ProblemError(
      problem(
        "tools.no-apt",
        `${tool.name} comes from the Debian package ${source.package}; apt-get is missing`,
        {
          fix: `put ${tool.name} ${tool.version} or newer on PATH`,
        },
      ),
    );
  const work = join(into, "deb");
  mkdirSync(work);
  const get = async () => {
    const libraries =
      source.libraries === "missing" ? await missing(apt, source.package) : (source.libraries ?? []);
    const packages = [...new Set([source.package, ...libraries])];
    const download = ["-q", "-o", "APT::Sandbox::User=", "download", ...packages];
    await step(log, apt, download, { cwd: work, signal });
  };
  await get().catch(async (error) => {
    // The lists may be missing or older than the archive; only root may renew them.
    if (process.getuid?.() !== 0) throw error;
    await step(log, apt, ["-q", "update"], { signal });
    await get();
  });
  for (const deb of readdirSync(work).filter((name) => name.endsWith(".deb")))
    await step(log, "dpkg-deb", ["--extract", join(work, deb), join(work, "tree")], { signal });
  for (const { name } of tool.programs)
    if (source.libraries)
      writeFileSync(join(binOf(into), name), starter(source.others?.[name] ?? source.file), { mode: 0o755 });
    else copyFileSync(join(work, "tree", source.file), join(binOf(into), name));
  if (source.libraries) renameSync(join(work, "tree"), join(into, "tree"));
  rmSync(work, { recursive: true });
}

/** What apt would install with a package on this machine; it only says so, and so anyone may ask. */
async function missing(apt: string, name: string): Promise<string[]> {
  const { out } = await ask(apt, ["-q", "--simulate", "--no-install-recommends", "install", name]);
  return [...out.matchAll(/^Inst (\S+) /gm)].map(([, each]) => each as string);
}

/** Runs a program out of its unpacked package, with the libraries and rsyslog's modules that lie there. */
const starter = (file: string) => `#!/bin/sh
tree=$(dirname "$(dirname "$(readlink -f "$0")")")/tree
for one in "$tree"/usr/lib/*-linux-gnu* "$tree"/lib/*-linux-gnu* "$tree"/usr/lib/*-linux-gnu*/pulseaudio "$tree"/usr/libexec/sudo; do
  [ -d "$one" ] || continue
  LD_LIBRARY_PATH=$one\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  if [ -d "$one/rsyslog" ]; then RSYSLOG_MODDIR=$one/rsyslog; export RSYSLOG_MODDIR; fi
done
export LD_LIBRARY_PATH
exec "$tree/${file}" "$@"
`;
