import { Command } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { outputOption } from "../output/print.ts";

/** `backup`: what a site cannot make again, in a folder. */
export function command(): Command {
  return new Command("logstead backup")
    .description(
      "Keep what a site cannot make again: Loki's data, how far each collector has read, and the configuration\nthat was applied. No secret is in it. Loki stands still while its files are copied; collectors wait for it,\nso no line is lost. Chunks in an object store are left to that store's own copies.",
    )
    .addOption(environmentOption())
    .option("--to <folder>", "where to; by default a new folder below backups in the state folder")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead backup --env home --to /mnt/backup/logs\n\nExit codes: 0 ok, 2 wrong usage or something is there already, 3 a host failed (nothing is left behind).",
    )
    .action(async (options) => (await import("../backup/backup.ts")).runBackup(options));
}
