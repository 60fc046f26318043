import { basename, dirname, join, resolve } from "node:path";
import { repoRoot, stateDir } from "@logstead/base";
import type { Site } from "@logstead/inventory";

const environments = join(repoRoot, "infra/environments");

/** How an environment is named to `./logstead`: its name, or the inventory's file where that is elsewhere. */
export function environmentName(site: Site): string {
  const file = resolve(site.file);
  return dirname(file) === environments ? site.environment : file;
}

/** Where an environment's tree is written: for Ansible, or beside an inventory that lies elsewhere. */
export function renderedFolder(site: Site): string {
  const file = resolve(site.file);
  const name = basename(file).replace(/\.ya?ml$/, "");
  return dirname(file) === environments
    ? join(repoRoot, "ansible/rendered", name)
    : join(dirname(file), "rendered", name);
}

/** The tree that was applied last, as `infra/homelab/applied` keeps it. */
export const appliedFolder = (environment: string) => stateDir("stacks", "applied", environment);

/** Logs and results of one run's playbooks. */
export const runsFolder = (environment: string) => stateDir("stacks", "runs", environment);
