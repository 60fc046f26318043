import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { artifactsDir, ProblemError, repoRoot, withLock } from "@logstead/base";
import { detectorInputs } from "@logstead/images";
import { load, type Site } from "@logstead/inventory";
import { type DescribeOptions, describeRole, rolesOf, type Scenario } from "@logstead/molecule-runner";
import { siteTree } from "@logstead/templates";
import { findTool, toolKey } from "@logstead/tools";
import { prepareArtifacts } from "../src/index.ts";
import { ansible } from "./roles.ts";

/** Declares the tests of a role's scenarios; `rows` are the requirements that their phases prove. */
export const tryRole = (role: string, rows: NonNullable<DescribeOptions["rows"]>) =>
  // the files run side by side, see vitest.config.ts
  describeRole(join(ansible, "roles", role), { rows, inputs, prepare, parallel: 1 });

const labFile = join(repoRoot, "infra/environments/lab.yaml");

/** In the artefact folder, the programs that the roles put on hosts. */
const prepare = () =>
  withLock(`artifacts ${artifactsDir()}`, async () => void (await prepareArtifacts(siteOf(labFile))));

/** Programs by the roles that bring them, what the scenario's inventories render to, and where secrets come from. */
async function inputs(scenario: Scenario): Promise<string[]> {
  const roles = rolesOf(scenario).map((dir) => basename(dir));
  const brought = roles.flatMap((role) => programs[role] ?? []);
  const rendered = globSync("*.yaml", { cwd: scenario.dir }).sort();
  return [
    ...(await Promise.all(brought.map((program) => program()))),
    ...rendered.map((name) => digestOfSite(join(scenario.dir, name))),
    digestOf(["infra/environments/lab.yaml", "packages/secrets/src/**/*.ts"]),
    // positions of one collector are translated for the other
    ...(mentions(scenario, "takeover_") ? [digestOf(["packages/agent/src/**/*.ts"])] : []),
  ];
}

const programs: Record<string, () => string | Promise<string>> = {
  loki: () => toolKey("loki") + digestOf(["packages/images/src/**/*.ts"]),
  promtail: () => toolKey("promtail"),
  detector: detectorInputs,
  alloy: async () => {
    const found = await findTool("alloy");
    return found ? `${found.version} ${statSync(found.path).size}` : "no alloy";
  },
};

function siteOf(file: string): Site {
  const loaded = load(file);
  if (!loaded.ok) throw new ProblemError(loaded.problems);
  return loaded.site;
}

function digestOfSite(file: string): string {
  const result = siteTree(siteOf(file));
  if (!result.ok) throw new ProblemError(result.problems);
  return result.tree.hash;
}

function digestOf(patterns: string[]): string {
  const hash = createHash("sha256");
  for (const file of globSync(patterns, { cwd: repoRoot }).sort())
    hash.update(`\0${file}\0`).update(readFileSync(join(repoRoot, file)));
  return hash.digest("hex");
}

const mentions = ({ dir }: Scenario, text: string) =>
  globSync("*.yml", { cwd: dir }).some((name) => readFileSync(join(dir, name), "utf8").includes(text));
