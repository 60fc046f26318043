import { join } from "node:path";
import { ExitCode, ProblemError, repoRoot } from "@logstead/base";
import { load } from "@logstead/inventory";
import { type LabPlan, onlyHosts } from "./plan.ts";
import { planOf } from "./site-plan.ts";

let loaded: LabPlan | undefined;

/** The plan of the environment `lab`: addresses, names and roles come from its inventory. */
export function labPlan(): LabPlan {
  if (loaded) return loaded;
  const result = load(join(repoRoot, "infra/environments/lab.yaml"));
  if (!result.ok) throw new ProblemError(result.problems, ExitCode.problems);
  loaded = planOf(result.site);
  return loaded;
}

/** Only some hosts of the environment `lab`, for a test that needs one or two. */
export const planWith = (names: string[]): LabPlan => onlyHosts(names, labPlan());
