import { Command } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { outputOption } from "../output/print.ts";

/** `restore`: the way back of `backup`. */
export function command(): Command {
  return new Command("logstead restore")
    .description(
      "Bring a backup back to hosts that `up` has provisioned, and compare the lines of each host with what the\nbackup says. Loki's data of before is put aside on its host, not removed. Collectors go on where they were\nwhen the backup was made and send again what came since; a host that is another machine by now keeps its own\npositions.",
    )
    .argument("<folder>", "what `backup` has made")
    .addOption(environmentOption())
    .option("--yes", "do not ask")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead restore /mnt/backup/logs --env home\n\nExit codes: 0 ok, 1 lines are missing, 2 wrong usage or no whole backup, 3 a host failed, 10 nobody said yes.",
    )
    .action(async (folder: string, options) =>
      (await import("../backup/restore.ts")).runRestore(folder, options),
    );
}
