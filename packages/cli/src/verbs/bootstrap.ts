import { Argument, Command, Option } from "commander";
import { outputOption } from "../output/print.ts";

/** `bootstrap HOST…`: from a machine as an installer leaves it to one that playbooks can work on. */
export function command(): Command {
  return new Command("logstead bootstrap")
    .description(
      "Make machines ready for the playbooks: deploy user, its key, sudo, Python, known host key.\nSafe to repeat: what is there stays as it is.",
    )
    .addArgument(new Argument("<hosts...>", "hosts of the environment"))
    .option("--env <name>", "an environment or an inventory file", "lab")
    .option("--as <user>", "the account that exists already, root or one with sudo", "root")
    .option("--key <file>", "an existing private key of that account")
    .option(
      "--password-stdin",
      "read its password from standard input; else LOGSTEAD_BOOTSTRAP_PASSWORD, else it is asked for",
    )
    .option("--host-key <fingerprint>", "the host key that is expected (SHA256:…), instead of a question")
    .addOption(
      new Option("--print <form>", "print what an installer can do instead; nothing is changed").choices([
        "cloud-init",
        "preseed",
      ]),
    )
    .addOption(outputOption())
    .addHelpText(
      "after",
      "\nExamples:\n  $ ./logstead bootstrap node006 --env home --as debian\n  $ ./logstead bootstrap node006 --env home --print cloud-init >user-data",
    )
    .action(async (hosts: string[], options) =>
      (await import("../bootstrap/bootstrap.ts")).bootstrap(hosts, options),
    );
}
