import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openRedactor } from "@logstead/agent";
import { repoRoot } from "@logstead/base";
import { runService, secretValue } from "@logstead/detector/service";

/** `detector serve`: runs until SIGTERM or SIGINT. */
export async function serve({ settings: file }: { settings: string }): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(repoRoot, "packages/cli/package.json"), "utf8")) as {
    version: string;
  };
  await runService({
    file,
    version,
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
