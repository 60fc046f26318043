import { Command } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { outputOption } from "../output/print.ts";

/** `status`: how a site is now. */
export function command(): Command {
  return new Command("logstead status")
    .description(
      "Show how a site is: what answers and runs, which versions, which files differ from what was applied,\nhow old each host's newest line is, how long Loki's disk lasts.",
    )
    .addOption(environmentOption())
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead status --env home\n\nExit codes: 0 all is well, 1 something is not, 2 wrong usage.",
    )
    .action(async (options) => (await import("../status/status.ts")).runStatus(options));
}
