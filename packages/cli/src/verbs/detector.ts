import { Command } from "commander";
import { outputOption } from "../output/print.ts";

const serveHelp = `
The settings are what an inventory renders as vars_log_anomaly.yaml. SIGHUP reloads them, SIGTERM saves
everything and exits. Its log is one line of JSON for each event, on standard error.

Examples:
  $ ./logstead detector serve --settings /etc/logstead/vars_log_anomaly.yaml
  $ ./logstead detector check --settings vars_log_anomaly.yaml

Exit codes: 0 it was stopped, 1 the settings are wrong, 2 wrong usage, 3 port, store or a secret cannot be used.`;

const settings = (command: Command) =>
  command.requiredOption("--settings <file>", "the settings file, vars_log_anomaly.yaml");

/** `detector serve|check|export|import|health`: the detector as a service. */
export function command(): Command {
  return new Command("logstead detector")
    .description("Run the detector as a service: sources, engine, store, API, alerts.")
    .addHelpText("after", "\nExample:\n  $ ./logstead detector serve --settings vars_log_anomaly.yaml")
    .addCommand(
      settings(new Command("serve"))
        .description("Run the service until it is stopped.")
        .addHelpText("after", serveHelp)
        .action(async (options) => (await import("../detector/serve.ts")).serve(options)),
    )
    .addCommand(
      settings(new Command("check"))
        .description("Check a settings file and report every problem at once.")
        .addOption(outputOption())
        .addHelpText("after", "\nExample:\n  $ ./logstead detector check --settings vars_log_anomaly.yaml")
        .action(async (options) => (await import("../detector/check.ts")).check(options)),
    )
    .addCommand(
      settings(new Command("export"))
        .description("Write everything the store holds to standard output, as lines of JSON.")
        .addHelpText(
          "after",
          "\nThe embedded store belongs to one process: stop the service, or ask it: GET /api/v1/export.\n\nExample:\n  $ ./logstead detector export --settings vars_log_anomaly.yaml > backup.jsonl",
        )
        .action(async (options) => (await import("../detector/transfer.ts")).exportTo(options)),
    )
    .addCommand(
      settings(new Command("import"))
        .description("Import an export, also into another kind of store.")
        .argument("<file>", "an export")
        .addOption(outputOption())
        .addHelpText(
          "after",
          "\nExample:\n  $ ./logstead detector import --settings vars_log_anomaly.yaml backup.jsonl",
        )
        .action(async (file, options) => (await import("../detector/transfer.ts")).importFrom(file, options)),
    )
    .addCommand(
      settings(new Command("health"))
        .description("Ask a running service whether it is healthy, for container health checks.")
        .addOption(outputOption())
        .addHelpText("after", "\nExample:\n  $ ./logstead detector health --settings vars_log_anomaly.yaml")
        .action(async (options) => (await import("../detector/health.ts")).health(options)),
    );
}
