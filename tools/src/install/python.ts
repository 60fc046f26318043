import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { atLeast } from "../probe.ts";
import { ask, binOf, step } from "../run.ts";
import type { Source } from "../types.ts";
import { which } from "../which.ts";
import type { Job } from "./job.ts";

export const leastPython = "3.11";

/** The newest usable Python on PATH, by its own path (not a launcher's that may choose another one later). */
export async function findPython(): Promise<{ path: string; version: string } | undefined> {
  for (const name of ["python3", "python3.13", "python3.12", "python3.11"]) {
    const path = which(name);
    if (!path) continue;
    const code = "import sys, venv, ensurepip; print(sys.executable, '%d.%d.%d' % sys.version_info[:3])";
    const answer = await ask(path, ["-c", code]);
    const [executable, version] = answer.out.trim().split(" ");
    if (answer.code === 0 && executable && version && atLeast(version, leastPython))
      return { path: executable, version };
  }
  return undefined;
}

async function needPython(tool: string): Promise<string> {
  const python = await findPython();
  if (python) return python.path;
  throw new ProblemError(
    problem("tools.no-python", `${tool} needs Python with its venv module, and none is on PATH`, {
      want: `Python ${leastPython} or newer with venv and ensurepip`,
      fix: "apt-get install python3 python3-venv",
    }),
  );
}

/** pip of a throw-away environment fetches the package; only the program itself is kept. */
export async function installWheel(job: Job<Extract<Source, { kind: "wheel" }>>): Promise<void> {
  const { tool, source, into, root, log, signal } = job;
  const venv = join(into, "venv");
  await step(log, await needPython(tool.name), ["-m", "venv", venv], { signal });
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--only-binary=:all:"];
  await step(log, join(venv, "bin/python"), [...pip, "--require-hashes", "-r", join(root, source.lock)], {
    signal,
  });
  for (const { name } of tool.programs) copyFileSync(join(venv, "bin", name), join(binOf(into), name));
  rmSync(venv, { recursive: true });
}

/** `--relocatable`: the environment is made under another name than the one it will have. */
export async function installPython(job: Job<Extract<Source, { kind: "python" }>>): Promise<void> {
  const { tool, source, into, root, log, signal } = job;
  const uv = (await job.need("uv")).path;
  const python = await needPython(tool.name);
  const env = { ...process.env, UV_NO_CONFIG: "1", UV_PYTHON_DOWNLOADS: "never", VIRTUAL_ENV: into };
  const options = { signal, env };
  await step(
    log,
    uv,
    ["venv", "--quiet", "--relocatable", "--allow-existing", "--python", python, into],
    options,
  );
  const flags = [
    "--quiet",
    "--require-hashes",
    "--compile-bytecode",
    "--python",
    join(binOf(into), "python"),
  ];
  await step(log, uv, ["pip", "install", ...flags, "-r", join(root, source.lock)], options);
}
