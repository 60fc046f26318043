import { Command, Option } from "commander";
import { outputOption } from "../output/print.ts";

const help = `
Examples:
  $ ./logstead init
  $ ./logstead init --yes --name home --host ocean=192.168.1.143:agent,loki --host dns01=192.168.1.10
  $ ./logstead init --yes --name office --host logs=10.0.0.5 --device switch=10.0.0.2:udp --collector alloy

On a terminal, init asks for what the flags leave open; --yes takes the defaults. Roles default to agent; if no
host has the role loki, the first one gets agent, loki and detector. The secrets that the site itself
needs are generated and stored, encrypted for your age key, in NAME.secrets.yaml beside the inventory.

Exit codes: 0 written, 1 the settings do not fit together, 2 wrong usage or the file exists, 3 sops failed,
130 cancelled.`;

const collect = (value: string, before: string[] = []) => [...before, value];

export function command(): Command {
  return new Command("logstead init")
    .description("Write a new inventory with its secrets: asks, or takes flags.")
    .option("--name <name>", "the site's name, which is also the environment's")
    .option(
      "--host <name=address[:roles]>",
      "a host with its roles, as ocean=192.168.1.143:agent,loki; may be given again",
      collect,
    )
    .option(
      "--device <name=address[:protocol]>",
      "what sends syslog by udp (the default) or tcp; may be given again",
      collect,
    )
    .option("--gateway <name=address>", "the WSL2 side of a Windows gateway")
    .addOption(new Option("--collector <agent>", "what reads the logs").choices(["promtail", "alloy"]))
    .option(
      "--timezone <zone>",
      "the zone of lines that name none, as Europe/Berlin; default: this computer's",
    )
    .addOption(
      new Option(
        "--store <store>",
        "sops: encrypted beside the inventory; state: outside the clone, for labs",
      ).choices(["sops", "state"]),
    )
    .option("--out <file>", "where to write; default: infra/environments/NAME.yaml")
    .option("--force", "replace the file if it exists; its secrets are kept")
    .option("--yes", "ask nothing")
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(async (options) => (await import("../init/init.ts")).init(options));
}
