import { Command } from "commander";
import { outputOption } from "../output/print.ts";

/** `bench NAME`: measurements; never part of the tests. */
export function command(): Command {
  return new Command("logstead bench")
    .description("Measure speed and memory on this machine.")
    .addHelpText("after", "\nExample:\n  $ ./logstead bench inventory --write")
    .addCommand(
      new Command("inventory")
        .description("Load and check generated sites of 10 to 10,000 hosts, beside the yaml package alone.")
        .option("--write", "keep the result in docs/benchmarks.md")
        .addOption(outputOption())
        .addHelpText("after", "\nExample:\n  $ ./logstead bench inventory")
        .action(async (options) => (await import("../bench/inventory.ts")).benchInventory(options)),
    );
}
