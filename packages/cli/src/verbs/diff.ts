import { Command, Option } from "commander";
import { environmentOption } from "../inventory/option.ts";

/** `diff`: what rendering would change. */
export function command(): Command {
  return new Command("logstead diff")
    .description(
      "Compare what an inventory gives with what was written, or with a git reference: YAML, JSON and INI by\nwhat they say, other files by lines. Secrets are masked.",
    )
    .addOption(environmentOption())
    .option("--against <ref>", "a git reference, such as origin/main, instead of the written files")
    .option("--out <folder>", "the folder the files were written to, as for render")
    .addOption(
      new Option("--output <format>", "how to print the result; markdown is for a pull request")
        .choices(["text", "json", "markdown"])
        .default("text"),
    )
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead diff --env home --against origin/main --output markdown\n\nExit codes: 0 no changes, 1 mistakes found, 2 wrong usage, 3 git failed, 10 there are changes.",
    )
    .action(async (options) => (await import("../render/diff.ts")).diff(options));
}
