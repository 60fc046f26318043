import { existsSync, readFileSync } from "node:fs";
import { ProblemError, problem, writeFileAtomic } from "@logstead/base";
import type { BaseImage } from "./base-image.ts";
import { type LabPaths, labPaths } from "./paths.ts";
import type { LabPlan } from "./plan.ts";

/** A folder or file of this machine that a host sees. */
export interface Bind {
  from: string;
  to: string;
  readOnly: boolean;
}

/** What a lab was started with; every verb but `up` goes by this. */
export interface LabConfig {
  plan: LabPlan;
  base: BaseImage;
  /** Hosts as an installer leaves them: no key, no account for provisioning. */
  bare: string[];
  binds: Record<string, Bind[]>;
  /** The folder of the n8n that hosts with the role `n8n` have. */
  n8n?: string;
}

/** A lab that exists: its paths and what it was started with. */
export interface Lab extends LabPaths {
  started: LabConfig;
}

export function writeConfig(paths: LabPaths, config: LabConfig): void {
  writeFileAtomic(paths.config, `${JSON.stringify(config, null, 2)}\n`);
}

export function readConfig(paths: LabPaths): LabConfig | undefined {
  return existsSync(paths.config) ? JSON.parse(readFileSync(paths.config, "utf8")) : undefined;
}

export function openLab(name?: string): Lab {
  const paths = labPaths(name);
  const started = readConfig(paths);
  if (started) return { ...paths, started };
  throw new ProblemError(
    problem("lab-not-there", `there is no lab '${paths.name}'`, {
      path: paths.config,
      want: "a lab that was started",
      fix: paths.name === "lab" ? "./logstead lab up" : `./logstead lab up --name ${paths.name}`,
    }),
  );
}
