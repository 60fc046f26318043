import { Command } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { outputOption } from "../output/print.ts";

/** `tail`: the newest lines, as they arrive in Loki. */
export function command(): Command {
  return new Command("logstead tail")
    .description("Print the newest lines of a site from its Loki, and follow them.")
    .addOption(environmentOption())
    .option("--host <host>", "only lines of this host or device")
    .option("--source <source>", "only lines of this source")
    .option("--grep <text>", "only lines that contain this text")
    .option("--query <logql>", "a whole LogQL query instead")
    .option("-n, --lines <count>", "how many of the last hour come first", Number, 20)
    .option("--no-follow", "end after them")
    .addOption(outputOption())
    .addHelpText(
      "after",
      '\nExamples:\n  $ ./logstead tail --host dns01\n  $ ./logstead tail --query \'{service="sshd"} |= "Failed"\' --no-follow\n\nWith --output json, one line of JSON for each line.',
    )
    .action(async (options) => (await import("../status/tail.ts")).runTail(options));
}
