import { openRedactor } from "@logstead/agent";
import { runService, secretValue } from "@logstead/detector/service";
import cli from "../../package.json" with { type: "json" };

/** `detector serve`: runs until SIGTERM or SIGINT. */
export async function serve({ settings: file }: { settings: string }): Promise<void> {
  await runService({
    file,
    version: cli.version,
    redactor(settings) {
      const { salt, ...redaction } = settings.redaction;
      const redactor = openRedactor(
        redaction,
        salt === undefined ? {} : { salt: secretValue(salt, settings) },
      );
      return (line) => redactor.redact(line);
    },
  });
}
