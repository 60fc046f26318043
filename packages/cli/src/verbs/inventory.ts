import { Argument, Command, Option } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { outputOption } from "../output/print.ts";

/** `inventory check|show|schema|graph`: look at an inventory without changing anything. */
export function command(): Command {
  return new Command("logstead inventory")
    .description("Check an inventory, show what follows from it, or print its schema.")
    .addHelpText("after", "\nExample:\n  $ ./logstead inventory check examples/minimal.yaml")
    .addCommand(check())
    .addCommand(show())
    .addCommand(schema())
    .addCommand(graph());
}

function check(): Command {
  return new Command("check")
    .description("Report every mistake of inventory files with its fix, or a summary where there is none.")
    .argument("[file...]", "environments or files", ["lab"])
    .option("--strict", "count warnings as mistakes")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead inventory check home examples/minimal.yaml\n\nExit codes: 0 ok, 1 mistakes found, 2 wrong usage.",
    )
    .action(async (files: string[], options) =>
      (await import("../inventory/check.ts")).check(files, options),
    );
}

function show(): Command {
  return new Command("show")
    .description("Print the inventory with every setting, or as Ansible or Pulumi takes it.")
    .addOption(environmentOption())
    .addOption(
      new Option("--format <form>", "what to print")
        .choices(["yaml", "json", "ansible", "ansible-file", "pulumi"])
        .default("yaml"),
    )
    .option("--list", "all hosts (format ansible, as a dynamic inventory script answers; the default)")
    .option(
      "--host <name>",
      "only this host's variables (format ansible, as a dynamic inventory script answers)",
    )
    .addHelpText("after", "\nExample:\n  $ ./logstead inventory show --env home --format ansible-file")
    .action(async (options) => (await import("../inventory/show.ts")).show(options));
}

function schema(): Command {
  return new Command("schema")
    .description("Print the JSON Schema of an inventory, or the reference of every setting.")
    .addOption(new Option("--format <form>", "what to print").choices(["json", "markdown"]).default("json"))
    .addHelpText("after", "\nExample:\n  $ ./logstead inventory schema --format markdown > docs/inventory.md")
    .action(async (options) => (await import("../inventory/show.ts")).schema(options));
}

function graph(): Command {
  return new Command("graph")
    .description("Draw how lines flow through the site, from sources to people.")
    .addArgument(new Argument("[environment]", "the environment or an inventory file").default("lab"))
    .addOption(
      new Option("--format <form>", "what to print").choices(["mermaid", "dot", "json"]).default("mermaid"),
    )
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead inventory graph home --format dot | dot -Tsvg > home.svg",
    )
    .action(async (name: string, options) => (await import("../inventory/show.ts")).drawGraph(name, options));
}
