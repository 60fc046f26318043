import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Problem, ProblemError, repoRoot, stateDir, writeFileAtomic } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import type { PluginEnv } from "@logstead/pulumi-plugins";
import { getTool, type OnProgress } from "@logstead/tools";
import { execa } from "execa";
import { environmentName, renderedFolder } from "../folders.ts";
import { stackProblem } from "./problems.ts";

/** The folder of the one Pulumi project that applies environments. */
export const projectFolder = join(repoRoot, "infra/homelab");

/** The environment whose passphrase everybody knows: its stack holds nothing that its state folder does not. */
const LAB = "lab";

export interface StackEnvironment {
  /** Variables for `pulumi` and `ansible-playbook`, on top of what the shell has. */
  variables: Record<string, string>;
  pulumi: string;
  plugins: PluginEnv["plugins"];
  /** What keeps Pulumi from working here, such as a plugin that is missing and may not be stood in for. */
  problems: Problem[];
}

/**
 * What running `pulumi` and `ansible-playbook` by hand needs, and what `./logstead up` gives them itself. A
 * backend or passphrase that is set already is kept: an S3-compatible backend is one variable.
 */
export async function stackEnvironment(
  site: Site,
  options: { onProgress?: OnProgress | undefined; env?: NodeJS.ProcessEnv } = {},
): Promise<StackEnvironment> {
  const env = options.env ?? process.env;
  const get = (name: string) => getTool(name, { onProgress: options.onProgress });
  const [pulumi, ansible] = [await get("pulumi"), await get("ansible")];
  const ours = [
    dirname(pulumi.path),
    dirname(ansible.path),
    dirname(process.execPath),
    join(repoRoot, "node_modules/.bin"),
  ];
  const others = (env.PATH ?? "").split(":").filter((folder) => folder !== "" && !ours.includes(folder));
  const path = [...ours, ...others].join(":");
  const {
    plugins,
    problems,
    env: pluginVariables,
  } = await pluginsOf(site, pulumi.path, { ...env, PATH: path });
  return {
    pulumi: pulumi.path,
    plugins,
    problems,
    variables: {
      PATH: path,
      ...pluginVariables,
      ...backend(env),
      ...passphrase(site.environment, env),
      PULUMI_STACK: site.environment,
      // one failing host must not stop the others
      PULUMI_CONTINUE_ON_ERROR: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      LOGSTEAD_ROOT: repoRoot,
      LOGSTEAD_ENV: environmentName(site),
      LOGSTEAD_ENVIRONMENT: site.environment,
      LOGSTEAD_RENDERED: renderedFolder(site),
      ANSIBLE_CONFIG: join(repoRoot, "ansible/ansible.cfg"),
    },
  };
}

/** Creates a missing stack, so that plain `pulumi preview` finds it. */
export async function ensureStack(site: Site, { pulumi, variables }: StackEnvironment): Promise<void> {
  const backend = variables.PULUMI_BACKEND_URL ?? "";
  const state = `.pulumi/stacks/homelab/${site.environment}.json`;
  if (backend.startsWith("file://") && existsSync(join(backend.slice("file://".length), state))) return;
  await execa(pulumi, ["stack", "select", "--create", site.environment, "--non-interactive"], {
    cwd: projectFolder,
    env: variables,
  }).catch((error: Error) => {
    throw stackProblem(site, error);
  });
}

async function pluginsOf(
  site: Site,
  pulumi: string,
  env: NodeJS.ProcessEnv,
): Promise<PluginEnv & { problems: Problem[] }> {
  const { pluginEnv } = await import("@logstead/pulumi-plugins");
  try {
    return {
      ...pluginEnv({ use: { environment: site.environment }, programs: { pulumi }, env }),
      problems: [],
    };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { pulumi, plugins: [], env: {}, problems: error.problems };
  }
}

function backend(env: NodeJS.ProcessEnv): Record<string, string> {
  if (env.PULUMI_BACKEND_URL) return { PULUMI_BACKEND_URL: env.PULUMI_BACKEND_URL };
  const folder = stateDir("stacks");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { PULUMI_BACKEND_URL: `file://${folder}` };
}

function passphrase(environment: string, env: NodeJS.ProcessEnv): Record<string, string> {
  for (const name of ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"] as const)
    if (env[name] !== undefined) return { [name]: env[name] };
  if (environment === LAB) return { PULUMI_CONFIG_PASSPHRASE: LAB };
  const file = stateDir("stacks", "passphrases", environment);
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileAtomic(file, randomBytes(32).toString("base64url"), 0o600);
  }
  return { PULUMI_CONFIG_PASSPHRASE_FILE: file };
}
