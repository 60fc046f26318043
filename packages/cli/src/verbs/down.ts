import { Command } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { outputOption } from "../output/print.ts";

/** `down`: the way back of `up`. */
export function command(): Command {
  return new Command("logstead down")
    .description(
      "Take everything that was applied off the hosts: services are stopped, rendered files removed. Logs, chunks\nand positions stay. The lab's hosts are stopped afterwards (`lab destroy` removes them).",
    )
    .addOption(environmentOption())
    .option("--yes", "do not ask")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead down --env lab\n\nExit codes: 0 ok, 2 wrong usage, 3 a host failed, 10 nobody said yes.",
    )
    .action(async (options) => (await import("../up/down.ts")).runDown(options));
}
