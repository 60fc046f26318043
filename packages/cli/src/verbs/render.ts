import { Command } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { outputOption } from "../output/print.ts";

/** `render`: writes everything that follows from an inventory; applies nothing. */
export function command(): Command {
  return new Command("logstead render")
    .description(
      "Write every file of an environment: configurations, units, rules. Nothing is applied. The folder is\nansible/rendered/<env>, or rendered/<name> beside an inventory elsewhere.",
    )
    .addOption(environmentOption())
    .option("--check", "write nothing; report whether the written files are up to date")
    .option("--out <folder>", "write to this folder")
    .option("--force", "overwrite files that were edited by hand")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead render --env home\n  $ ./logstead render --env home --check\n\nExit codes: 0 ok, 1 mistakes found or files edited by hand, 2 wrong usage, 3 the folder cannot be written,\n10 --check: the written files are out of date.",
    )
    .action(async (options) => (await import("../render/render.ts")).render(options));
}
