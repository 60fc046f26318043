import { ExitCode, ProblemError } from "@logstead/base";
import { load, type Site } from "@logstead/inventory";
import { inventoryFile } from "./locate.ts";

/** The checked site of an environment or file; throws its problems when it has errors. */
export function siteOf(nameOrPath: string): Site {
  const loaded = load(inventoryFile(nameOrPath));
  if (!loaded.ok) throw new ProblemError(loaded.problems, ExitCode.problems);
  return loaded.site;
}
