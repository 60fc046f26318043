import { relative } from "node:path";
import { Command } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { type OutputOptions, outputOption, print } from "../output/print.ts";
import { table } from "../output/table.ts";

/** `artifacts`: what the playbooks copy to hosts, so that no host needs the internet. */
export function command(): Command {
  return new Command("logstead artifacts")
    .description(
      "Put the programs that an environment's hosts get into the controller's artefact folder (LOGSTEAD_ARTIFACTS, by default in the cache folder), as far as they can be built here.",
    )
    .addOption(environmentOption())
    .addOption(outputOption())
    .addHelpText(
      "after",
      `\nExample:\n  $ ./logstead artifacts --env home\n\nExit codes: 0 all are there, 1 one is missing and cannot be built here, 2 wrong usage, 3 building failed.`,
    )
    .action(async (options: OutputOptions & { env: string }) => {
      const { siteOf } = await import("../inventory/site.ts");
      const { artifactsDir } = await import("@logstead/base");
      const { prepareArtifacts } = await import("@logstead/ansible");
      const { progressTo } = await import("@logstead/tools");
      const artifacts = await prepareArtifacts(siteOf(options.env), {
        onProgress: progressTo(process.stderr),
      });
      const rows = artifacts.map(({ name, version, arch, state, file }) => [
        name,
        version,
        arch,
        state,
        relative(artifactsDir(), file),
      ]);
      print(options, artifacts, () => table(["program", "version", "processor", "state", "file"], rows));
    });
}
