import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stateDir } from "@logstead/base";
import { labDestroy } from "./down.ts";
import { labNames } from "./paths.ts";

/**
 * A state and an artefact folder of this process's own, named in its environment: whatever runs beside it, from
 * this clone or another, has other labs, secrets and certificates. What a killed run of the suite has left is
 * removed first. Call what it returns at the end; logs of failed scenarios stay until the suite's next run.
 */
export async function suiteState(suite: string): Promise<() => Promise<void>> {
  const before = {
    XDG_STATE_HOME: process.env.XDG_STATE_HOME,
    LOGSTEAD_ARTIFACTS: process.env.LOGSTEAD_ARTIFACTS,
  };
  const all = stateDir("suites");
  for (const name of existsSync(all) ? readdirSync(all) : []) {
    const pid = name.startsWith(`${suite}-`) && name.slice(suite.length + 1);
    if (pid && !existsSync(`/proc/${pid}`)) await removeState(join(all, name));
  }
  const own = join(all, `${suite}-${process.pid}`);
  process.env.XDG_STATE_HOME = own;
  process.env.LOGSTEAD_ARTIFACTS = join(own, "artifacts");
  return async () => {
    await removeState(own, true);
    for (const [name, value] of Object.entries(before)) setVariable(name, value);
  };
}

/** Ends the labs of a state folder and removes the folder; where logs are kept and there are any, all but those. */
async function removeState(home: string, keepLogs = false): Promise<void> {
  const before = process.env.XDG_STATE_HOME;
  process.env.XDG_STATE_HOME = home;
  const state = stateDir();
  for (const name of labNames()) await labDestroy({ name });
  setVariable("XDG_STATE_HOME", before);
  const remove = (path: string) => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  const logs = join(state, "molecule");
  if (!keepLogs || !existsSync(logs) || readdirSync(logs).length === 0) return remove(home);
  remove(join(home, "artifacts"));
  for (const name of readdirSync(state)) if (name !== "molecule") remove(join(state, name));
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
