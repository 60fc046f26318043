import { createRequire } from "node:module";
import { join } from "node:path";

/** A plugin that can be stood in for, and the folder with the stand-in's program. */
export interface StandIn {
  kind: "language" | "resource";
  name: string;
  /** What the program's SDK asks for; a language host is not asked for by version. */
  version?: string;
  folder: string;
}

const bin = join(import.meta.dirname, "../bin");
const require = createRequire(import.meta.url);

export const standIns: StandIn[] = [
  { kind: "language", name: "nodejs", folder: join(bin, "language-nodejs") },
  {
    kind: "resource",
    name: "command",
    version: require("@pulumi/command/package.json").version,
    folder: join(bin, "resource-command"),
  },
];

export function programName(plugin: Pick<StandIn, "kind" | "name">): string {
  return `pulumi-${plugin.kind}-${plugin.name}`;
}
