import { Command, Option } from "commander";
import { environmentOption } from "../inventory/option.ts";

/** `preview`: what `up` would do, as far as it can be known from here. */
export function command(): Command {
  return new Command("logstead preview")
    .description(
      "Show what `up` would change, in three parts: the rendered files by what they say, what Pulumi would do,\nand what Ansible would do on hosts that answer (--check --diff) with the units that `up` would apply. Secrets are masked; nothing is changed.",
    )
    .addOption(environmentOption())
    .option("--against <ref>", "a git reference, such as origin/main, instead of what was last applied")
    .option("--files-only", "only the first part: it needs neither hosts nor state nor keys")
    .option("--hosts <host...>", "ask Ansible about these hosts only, separated by commas or spaces")
    .option("--all-units", "ask Ansible also about what `up` would leave alone, which takes minutes")
    .addOption(
      new Option("--output <format>", "how to print the result; markdown is for a pull request")
        .choices(["text", "json", "markdown"])
        .default("text"),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  $ ./logstead preview --env home\n  $ ./logstead preview --env home --against origin/main --output markdown\n\nExit codes: 0 nothing would change, 1 mistakes found, 2 wrong usage, 3 git failed, 10 something would change.",
    )
    .action(async (options) => (await import("../preview/preview.ts")).runPreview(options));
}
