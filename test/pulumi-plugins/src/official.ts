import { accessSync, constants, readdirSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { programName, type StandIn } from "./stand-ins.ts";

/** Where Pulumi would find the official plugin, in its own order: PATH, beside `pulumi`, its cache. */
export function findOfficial(plugin: StandIn, pulumi: string, env: NodeJS.ProcessEnv): string | undefined {
  const program = programName(plugin);
  const beside = plugin.kind === "language" ? [join(dirname(realpathSync(pulumi)), program)] : [];
  return [...onPath(program, env), ...beside, ...cached(plugin, env)].find(
    (file) => executable(file) && !isStandIn(plugin, file),
  );
}

export function onPath(program: string, env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? "")
    .split(":")
    .filter((folder) => folder.startsWith("/"))
    .map((folder) => join(folder, program))
    .filter(executable);
}

export function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Pulumi takes a provider from its cache at exactly the version asked for, a language host at any. */
function cached(plugin: StandIn, env: NodeJS.ProcessEnv): string[] {
  const folder = join(env.PULUMI_HOME || join(env.HOME ?? homedir(), ".pulumi"), "plugins");
  const wanted = `${plugin.kind}-${plugin.name}-v${plugin.version ?? ""}`;
  try {
    const names = readdirSync(folder);
    return names
      .filter((name) => (plugin.version ? name === wanted : name.startsWith(wanted)))
      .filter((name) => !names.includes(`${name}.partial`))
      .map((name) => join(folder, name, programName(plugin)));
  } catch {
    return [];
  }
}

function isStandIn(plugin: StandIn, file: string): boolean {
  return dirname(realpathSync(file)) === realpathSync(plugin.folder);
}
