import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { load } from "@logstead/inventory";
import { suiteLab, whyNoLab } from "@logstead/molecule-runner";
import { prepareArtifacts } from "../src/index.ts";

/** A lab, and in the artefact folder the programs that the roles put on its hosts. */
export default async function setup(): Promise<() => Promise<void>> {
  if (await whyNoLab()) return async () => {};
  const loaded = load(join(repoRoot, "infra/environments/lab.yaml"));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  await prepareArtifacts(loaded.site);
  return suiteLab();
}
