import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { binOf, step } from "../run.ts";
import type { Source } from "../types.ts";
import { which } from "../which.ts";
import type { Job } from "./index.ts";

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
  const get = ["-q", "-o", "APT::Sandbox::User=", "download", source.package];
  await step(log, apt, get, { cwd: work, signal }).catch(async (error) => {
    // The lists may be missing or older than the archive; only root may renew them.
    if (process.getuid?.() !== 0) throw error;
    await step(log, apt, ["-q", "update"], { signal });
    await step(log, apt, get, { cwd: work, signal });
  });
  const deb = readdirSync(work).find((name) => name.endsWith(".deb")) ?? "";
  await step(log, "dpkg-deb", ["--extract", join(work, deb), join(work, "tree")], { signal });
  for (const { name } of tool.programs)
    copyFileSync(join(work, "tree", source.file), join(binOf(into), name));
  rmSync(work, { recursive: true });
}
