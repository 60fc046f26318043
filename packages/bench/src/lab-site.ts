import { join } from "node:path";
import { ExitCode, ProblemError, repoRoot } from "@logstead/base";
import { load, type Site } from "@logstead/inventory";

/** The site of the lab, on which what needs hosts is measured. */
export function labSite(): Site {
  const loaded = load(join(repoRoot, "infra/environments/lab.yaml"));
  if (!loaded.ok) throw new ProblemError(loaded.problems, ExitCode.problems);
  return loaded.site;
}
