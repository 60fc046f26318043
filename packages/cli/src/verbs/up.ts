import { Command } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { outputOption } from "../output/print.ts";

/** `up`: the whole way from an inventory to hosts whose lines arrive. */
export function command(): Command {
  return new Command("logstead up")
    .description(
      "Provision an environment: load, render, verify, write, Pulumi, Ansible, and a probe that finds one line\nof every source in Loki. The lab needs no hardware and is started when it does not run. A second run\nchanges nothing; one that was interrupted is continued.",
    )
    .addOption(environmentOption())
    .option("--only <role...>", "only these roles and what they need, separated by commas or spaces")
    .option("--yes", "do not ask before something is taken off a host")
    .option("--no-probe", "do not write and look for a line of every source at the end")
    .option(
      "--test-alert",
      "plant an anomaly and follow it to each channel, as in the lab and after a change of detector or alert flow",
    )
    .option("--no-test-alert", "tell nobody")
    .option("--force", "overwrite rendered files that were edited by hand")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExamples:\n  $ ./logstead up\n  $ ./logstead up --env home --only agent\n\nExit codes: 0 ok, 1 mistakes in the inventory or a line that did not arrive, 2 wrong usage, 3 a host failed\n(the others are finished; the same command continues), 10 something left the inventory and nobody said yes.",
    )
    .action(async ({ only, ...options }) => {
      const roles = (only as string[] | undefined)?.flatMap((list) => list.split(",")).filter(Boolean);
      await (await import("../up/run-up.ts")).runUp({ ...options, ...(roles && { only: roles }) });
    });
}
