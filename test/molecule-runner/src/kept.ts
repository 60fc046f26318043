import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheDir, writeFileAtomic } from "@logstead/base";
import type { Scenario } from "./scenario.ts";
import type { ScenarioResult } from "./types.ts";

/** Debian's packages move on without a key that says so: a result does not count for ever. */
const daysKept = 30;

/** The result of the last run under this key, if all passed. */
export function keptResult(scenario: Scenario, key: string): ScenarioResult | undefined {
  const file = join(folderOf(scenario), `${key}.json`);
  if (!existsSync(file)) return undefined;
  const result = JSON.parse(readFileSync(file, "utf8")) as ScenarioResult;
  return isOld(Date.parse(result.startedAt)) ? undefined : result;
}

/** Keeps a result that passed; of others nothing is kept, so they are run again. */
export function keepResult(scenario: Scenario, key: string, result: ScenarioResult): void {
  if (result.status !== "passed") return;
  const folder = folderOf(scenario);
  for (const file of existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [])
    if (isOld(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)) rmSync(file, { force: true });
  writeFileAtomic(join(folder, `${key}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

const isOld = (time: number) => Date.now() - time > daysKept * 86_400_000;

const folderOf = ({ role, name }: Scenario) => cacheDir("molecule", `${role}-${name}`);
