import { join } from "node:path";
import { ExitCode, type Problem, ProblemError, problem } from "@logstead/base";
import { executable, findOfficial, onPath } from "./official.ts";
import { programName, type StandIn, standIns } from "./stand-ins.ts";

export interface PluginEnvOptions {
  /** What the plugins are for: the name of an environment, or a test. */
  use: "tests" | { environment: string };
  /** Programs that were found or built before; `pulumi` is else taken from LOGSTEAD_PULUMI or PATH. */
  programs?: { pulumi?: string };
  /** The plugins the project needs; both by default. Others can bring a stand-in of their own. */
  plugins?: StandIn[];
  env?: NodeJS.ProcessEnv;
}

export interface PluginUse {
  kind: StandIn["kind"];
  name: string;
  source: "official" | "stand-in";
  path: string;
}

export interface PluginEnv {
  pulumi: string;
  plugins: PluginUse[];
  /** To be set for `pulumi` on top of the environment it gets anyway. */
  env: Record<string, string>;
}

/** The one environment that may do with stand-ins. */
const LAB = "lab";

/**
 * Uses each official plugin that is installed and the stand-in for one that is not; the latter only in
 * tests and in the lab. Pulumi finds a stand-in through PATH and says so in its output.
 */
export function pluginEnv(options: PluginEnvOptions): PluginEnv {
  const env = options.env ?? process.env;
  const pulumi = options.programs?.pulumi ?? findPulumi(env);
  if (pulumi === undefined || !executable(pulumi)) throw new ProblemError(pulumiMissing(pulumi));
  const decided = (options.plugins ?? standIns).map((plugin) => ({
    plugin,
    official: findOfficial(plugin, pulumi, env),
  }));
  const absent = decided.filter(({ official }) => official === undefined).map(({ plugin }) => plugin);
  if (options.use !== "tests" && options.use.environment !== LAB && absent.length > 0) {
    const { environment } = options.use;
    throw new ProblemError(
      absent.map((plugin) => officialMissing(plugin, environment)),
      ExitCode.outside,
    );
  }
  return {
    pulumi,
    plugins: decided.map(({ plugin, official }) => ({
      kind: plugin.kind,
      name: plugin.name,
      source: official ? "official" : "stand-in",
      path: official ?? join(plugin.folder, programName(plugin)),
    })),
    env: absent.length > 0 ? standInEnv(absent, env) : {},
  };
}

export function findPulumi(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.LOGSTEAD_PULUMI || onPath("pulumi", env)[0];
}

/** Behind everything else on PATH, so that an official program that is there is never hidden. */
function standInEnv(absent: StandIn[], env: NodeJS.ProcessEnv): Record<string, string> {
  const folders = absent.map((plugin) => plugin.folder);
  const others = (env.PATH ?? "").split(":").filter((folder) => folder && !folders.includes(folder));
  return {
    PATH: [...others, ...folders].join(":"),
    PULUMI_IGNORE_AMBIENT_PLUGINS: "false",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

function officialMissing(plugin: StandIn, environment: string): Problem {
  const version = plugin.version ? ` ${plugin.version}` : "";
  const message = `environment '${environment}' needs Pulumi's ${plugin.kind} plugin '${plugin.name}'${version}, which is not installed`;
  return problem("pulumi-plugin-missing", message, {
    want: `${programName(plugin)} on PATH, beside pulumi or in Pulumi's plugin cache; stand-ins are for tests and the environment '${LAB}' only`,
    fix:
      plugin.kind === "language"
        ? `install the whole Pulumi release, which has ${programName(plugin)} beside pulumi`
        : `pulumi plugin install ${plugin.kind} ${plugin.name}${plugin.version ? ` v${plugin.version}` : ""}`,
  });
}

function pulumiMissing(given: string | undefined): Problem {
  return problem("pulumi-missing", "the program `pulumi` was not found", {
    ...(given !== undefined && { got: given }),
    fix: "./logstead tools get pulumi, or set LOGSTEAD_PULUMI to its path",
  });
}
