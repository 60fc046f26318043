import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { ask, step } from "./run.ts";
import type { DebianPackage, GetOptions } from "./types.ts";
import { which } from "./which.ts";

async function installed(names: string[]): Promise<Set<string>> {
  if (names.length === 0 || !which("dpkg-query")) return new Set();
  const field = (name: string) => `\${${name}}`;
  const format = `${field("Package")} ${field("db:Status-Status")}\\n`;
  const { out } = await ask("dpkg-query", ["-W", "-f", format, ...names]);
  return new Set(out.split("\n").flatMap((line) => /^(\S+) installed$/.exec(line)?.[1] ?? []));
}

/** Which of these are not here. A program or file that stands for a package is enough (other distributions). */
export async function missingPackages(packages: readonly DebianPackage[]): Promise<DebianPackage[]> {
  const unproven = packages.filter(({ program, file }) => {
    if (program !== undefined) return which(program, searched()) === undefined;
    return file === undefined || !existsSync(file);
  });
  const here = await installed(unproven.map((p) => p.name));
  return unproven.filter((p) => !here.has(p.name));
}

/** Programs for root lie in folders that a user's PATH may lack. */
const searched = () => `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

/** Installs what is missing, as root with apt-get; else throws a problem whose fix is the command to run. */
export async function ensurePackages(
  packages: readonly DebianPackage[],
  neededBy: string,
  options: GetOptions & { log: string },
): Promise<void> {
  const missing = await missingPackages(packages);
  if (missing.length === 0) return;
  const names = missing.map((p) => p.name);
  const command = `apt-get install --no-install-recommends ${names.join(" ")}`;
  const root = process.getuid?.() === 0;
  if (!root || !which("apt-get"))
    throw new ProblemError(
      problem("tools.packages-missing", `${neededBy} needs Debian packages that are not installed`, {
        got: `absent: ${names.join(", ")}`,
        fix: root ? `install what corresponds to: ${names.join(" ")}` : `sudo ${command}`,
      }),
    );
  const started = performance.now();
  const say = (message: string) =>
    options.onProgress?.({
      tool: "packages",
      step: "note",
      message,
      elapsed: (performance.now() - started) / 1000,
      expected: 15,
    });
  say(`installing ${names.join(", ")} for ${neededBy}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const get = ["-q", "-y", "-o", "DPkg::Lock::Timeout=300", "install", "--no-install-recommends", ...names];
  mkdirSync(dirname(options.log), { recursive: true });
  const run = () => step(options.log, "apt-get", get, { env, signal: options.signal });
  await run().catch(async () => {
    await step(options.log, "apt-get", ["-q", "update"], { env, signal: options.signal });
    await run();
  });
  say(`installed ${names.join(", ")}`);
}
