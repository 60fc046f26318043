import { Command } from "commander";
import { environmentOption } from "../inventory/option.ts";
import { outputOption } from "../output/print.ts";

/** `labels`: the streams a site makes, and whether a live Loki has just those. */
export function command(): Command {
  return new Command("logstead labels")
    .description(
      "List every stream that the hosts of an environment will make (labels, values that lines bring as <name>,\nexpected number, share of the label budget). With --loki, compare with what a live Loki has.",
    )
    .addOption(environmentOption())
    .option("--loki [url]", "compare with this Loki; without an address, with the site's own")
    .option("--since <duration>", "how far back to look for its series", "1h")
    .option("--ca <file>", "the CA that signed Loki's certificate")
    .option("--cert <file>", "a client certificate, for mTLS")
    .option("--key <file>", "its key")
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead labels --env home\n  $ ./logstead labels --env home --loki http://127.0.0.1:3100\n\nA Bearer token is taken from LOGSTEAD_LOKI_TOKEN.\n\nExit codes: 0 ok, 1 streams are missing or unexpected, or a budget is exceeded, 2 wrong usage, 3 Loki cannot be asked.",
    )
    .action(async (options) => (await import("../labels/labels.ts")).labels(options));
}
