import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { writeFileAtomic } from "@logstead/base";
import { hostPaths, type LabPaths } from "./paths.ts";
import type { LabPlan } from "./plan.ts";
import { must } from "./run.ts";

/** A key pair at `path` and `path.pub`; the private half is renamed last, so a pair is never half there. */
export async function ensureKey(path: string, comment: string): Promise<string> {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.new`;
    for (const old of [temporary, `${temporary}.pub`]) rmSync(old, { force: true });
    await must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", temporary]);
    renameSync(`${temporary}.pub`, `${path}.pub`);
    renameSync(temporary, path);
  }
  return readFileSync(`${path}.pub`, "utf8").trim();
}

/** The hosts' public keys, as we made them: no host is believed at first sight. */
export function writeKnownHosts(lab: LabPaths, plan: LabPlan): void {
  const lines = plan.hosts.flatMap((host) => {
    const file = `${hostPaths(lab, host.name).hostKey}.pub`;
    if (!existsSync(file)) return [];
    const [type, key] = readFileSync(file, "utf8").split(" ");
    return [`${host.name},${host.address} ${type} ${key}\n`];
  });
  writeFileAtomic(lab.knownHosts, lines.join(""), 0o600);
}
