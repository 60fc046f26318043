import { Command, Option } from "commander";
import { outputOption } from "../output/print.ts";

const environment = () =>
  new Option(
    "--env <name>",
    "the environment (infra/environments/NAME.yaml) or inventory file with own pipelines",
  );

/** `pipeline list|test|try`: the pipelines, their cases, and what they make of lines. */
export function command(): Command {
  return new Command("logstead pipeline")
    .description("List pipelines, run their cases in the real collectors, and try them on lines.")
    .addHelpText("after", "\nExample:\n  $ ./logstead pipeline test kafka")
    .addCommand(list())
    .addCommand(test())
    .addCommand(tryOut());
}

function list(): Command {
  return new Command("list")
    .description("List the library's pipelines and the environment's own.")
    .addOption(environment())
    .addOption(outputOption())
    .addHelpText("after", "\nExample:\n  $ ./logstead pipeline list --env home")
    .action(async (options) => (await import("../pipeline/list.ts")).list(options));
}

function test(): Command {
  return new Command("test")
    .description(
      "Check pipelines and run their cases in Promtail, in Alloy if installed, and in the interpreter.",
    )
    .argument("[name...]", "pipelines; default: all")
    .addOption(environment())
    .option("--update", "take what Promtail does as the expected result")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead pipeline test scoring-api kafka\n\nExit codes: 0 all agree, 1 a mistake or a difference, 2 wrong usage, 3 a program is missing.",
    )
    .action(async (names: string[], options) => (await import("../pipeline/test.ts")).test(names, options));
}

function tryOut(): Command {
  return new Command("try")
    .description("Show what each stage of a pipeline does to lines from standard input.")
    .argument("<name>", "the pipeline")
    .addOption(environment())
    .addOption(
      new Option("--format <format>", "the container log format the lines are wrapped in").choices([
        "json-file",
        "k8s-file",
      ]),
    )
    .option("--timezone <zone>", "the zone of times that name none", "UTC")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ tail -n 5 /var/log/kafka/server.log | ./logstead pipeline try kafka --timezone Europe/Berlin\n\nExit codes: 0 ok, 1 the pipeline has mistakes, 2 wrong usage.",
    )
    .action(async (name: string, options) => (await import("../pipeline/try.ts")).tryOut(name, options));
}
