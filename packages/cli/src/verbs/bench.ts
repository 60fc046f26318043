import { Command } from "commander";
import { outputOption } from "../output/print.ts";

/** `bench NAME`: measurements; never part of the tests. */
export function command(): Command {
  return new Command("logstead bench")
    .description("Measure speed and memory on this machine.")
    .addHelpText("after", "\nExample:\n  $ ./logstead bench inventory --write")
    .addCommand(
      measurement(
        "inventory",
        "Load and check generated sites of 10 to 10,000 hosts, beside the yaml package alone.",
      ).action(async (options) => (await import("../bench/inventory.ts")).benchInventory(options)),
    )
    .addCommand(
      measurement(
        "render",
        "Render, write and verify generated sites of 4 to 10,000 hosts, and render them again unchanged.",
      ).action(async (options) => (await import("../bench/render.ts")).benchRender(options)),
    )
    .addCommand(
      measurement(
        "pipelines",
        "Lines a second of each pipeline in Promtail, in Alloy where it is, and in the interpreter.",
      ).action(async (options) => (await import("../bench/pipelines.ts")).benchPipelines(options)),
    )
    .addCommand(
      measurement(
        "lab",
        "Build the base, start and stop five hosts, and run Ansible and Molecule on them.",
      ).action(async (options) => (await import("../bench/lab.ts")).runLabBench(options)),
    )
    .addCommand(detector());
}

function detector(): Command {
  return measurement(
    "detector",
    "Accuracy, speed and memory of the detector beside its targets and baselines; data from LOGSTEAD_DATA.",
  ).action(async (options) => (await import("../bench/detector.ts")).benchDetector(options));
}

function measurement(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--write", "keep the result in docs/benchmarks.md")
    .addOption(outputOption())
    .addHelpText("after", `\nExample:\n  $ ./logstead bench ${name}`);
}
