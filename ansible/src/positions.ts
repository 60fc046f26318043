import { join } from "node:path";
import { text } from "node:stream/consumers";
import { collectorOf, readPositions, toAlloy, toPromtail } from "@logstead/agent";
import { ProblemError } from "@logstead/base";
import { load } from "@logstead/inventory";

/**
 * Positions of one collector as the other one keeps them: `positions.ts ENVIRONMENT HOST promtail|alloy` reads
 * `{files: {PATH: TEXT}, targets: […]}` and writes `{files: [{path, text}], leftOut: […]}`, with paths below the
 * folder of the collector that takes over.
 */
const [environment = "lab", name = "", to = "alloy"] = process.argv.slice(2);
const file = /[/\\]|\.ya?ml$/.test(environment)
  ? environment
  : join(import.meta.dirname, `../../infra/environments/${environment}.yaml`);
try {
  const loaded = load(file);
  if (!loaded.ok) throw new ProblemError(loaded.problems);
  const host = loaded.site.hosts[name];
  if (!host) throw new Error(`${environment} has no host ${name}`);
  const model = collectorOf(loaded.site, host);
  const given = JSON.parse(await text(process.stdin)) as { files: Record<string, string>; targets: never[] };
  const read = Object.entries(given.files).map(([path, one]) => [path, readPositions(one, path)] as const);
  if (to === "alloy") {
    const positions = read.flatMap(([, one]) => one);
    process.stdout.write(JSON.stringify(toAlloy(model, positions, given.targets)));
  } else {
    const components = read.map(([path, one]) => [path.split("/").at(-2) ?? path, one] as const);
    const { text: whole, leftOut } = toPromtail(model, Object.fromEntries(components));
    process.stdout.write(JSON.stringify({ files: [{ path: "positions.yaml", text: whole }], leftOut }));
  }
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
