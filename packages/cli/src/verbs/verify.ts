import { Command } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { outputOption } from "../output/print.ts";

/** `verify`: every rendered file by the program that reads it. */
export function command(): Command {
  return new Command("logstead verify")
    .description(
      "Check every file an inventory gives with the program that will read it: loki -verify-config, nginx -t,\nlogrotate -d and so on. A mistake is reported at the line of the inventory or template that caused it.",
    )
    .addOption(environmentOption())
    .option("--strict", "a missing program is a failure, too")
    .option("--no-cache", "also check files that passed before")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead verify --env home\n\nExit codes: 0 ok, 1 a program refuses a file (with --strict also: is missing), 2 wrong usage.",
    )
    .action(async (options) => (await import("../render/verify.ts")).verify(options));
}
