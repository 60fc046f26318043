import { join } from "node:path";
import { ProblemError } from "@logstead/base";
import { load } from "@logstead/inventory";
import { openSecrets } from "@logstead/secrets";

/** Writes the value of one secret to a pipe: `secret.ts ENVIRONMENT NAME`. */
const [environment = "lab", name = ""] = process.argv.slice(2);
const file = /[/\\]|\.ya?ml$/.test(environment)
  ? environment
  : join(import.meta.dirname, `../../infra/environments/${environment}.yaml`);
try {
  const loaded = load(file);
  if (!loaded.ok) throw new ProblemError(loaded.problems);
  process.stdout.write(await openSecrets(loaded.site).get(`secret:${name}`));
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
