import { Command, Option } from "commander";
import { outputOption } from "../output/print.ts";

const environment = () =>
  new Option("--env <name>", "the environment (infra/environments/NAME.yaml) or an inventory file").default(
    "lab",
  );

const exits = `
Exit codes: 0 ok, 1 a secret is missing, 2 wrong usage, 3 sops or the key failed.`;

/** `secrets key|set|list|ensure`: what `secret:NAME` in an inventory refers to. No value is ever printed. */
export function command(): Command {
  return new Command("logstead secrets")
    .description(
      "Generate, store and list the secrets that an inventory refers to; values are never printed.",
    )
    .addHelpText(
      "after",
      `
Examples:
  $ ./logstead secrets key --env home
  $ ./logstead secrets ensure --env home
  $ ./logstead secrets set slack-token --env home < token.txt
${exits}`,
    )
    .addCommand(key())
    .addCommand(set())
    .addCommand(list())
    .addCommand(ensure());
}

function key(): Command {
  return new Command("key")
    .description(
      "Print your age public key, created at first use; with --env, add it to the recipients there.",
    )
    .addOption(new Option("--env <name>", "the environment or inventory file whose secrets it may read"))
    .addOption(outputOption())
    .addHelpText(
      "after",
      `
Example:
  $ ./logstead secrets key --env home

The private part stays in SOPS_AGE_KEY_FILE, by default in the state folder (age/keys.txt, mode 600).
Back it up: without it nobody can read the secrets again.
${exits}`,
    )
    .action(async (options) => (await import("../secrets/key.ts")).key(options));
}

function set(): Command {
  return new Command("set")
    .description("Store a value from standard input (hidden when typed on a terminal).")
    .argument("<name>", "the secret, as in secret:NAME")
    .addOption(environment())
    .addOption(outputOption())
    .addHelpText(
      "after",
      `\nExample:\n  $ pass show slack | ./logstead secrets set slack-token --env home\n${exits}`,
    )
    .action(async (name, options) => (await import("../secrets/set.ts")).set(name, options));
}

function list(): Command {
  return new Command("list")
    .description("Show which secrets the inventory refers to and which of them are stored.")
    .addOption(environment())
    .addOption(outputOption())
    .addHelpText("after", `\nExample:\n  $ ./logstead secrets list --env home\n${exits}`)
    .action(async (options) => (await import("../secrets/list.ts")).list(options));
}

function ensure(): Command {
  return new Command("ensure")
    .description(
      "Generate the missing secrets for which any strong value will do, and name those you must set.",
    )
    .addOption(environment())
    .addOption(outputOption())
    .addHelpText("after", `\nExample:\n  $ ./logstead secrets ensure --env home\n${exits}`)
    .action(async (options) => (await import("../secrets/list.ts")).ensure(options));
}
