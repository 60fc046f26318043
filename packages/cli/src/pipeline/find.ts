import { loadPipeline, type Pipeline, pipelineNames } from "@logstead/agent";
import { ExitCode, type Problem, ProblemError, problem } from "@logstead/base";
import closest from "fastest-levenshtein";
import { siteOf } from "../inventory/site.ts";

export interface Found {
  pipelines: { pipeline: Pipeline; own: boolean; warnings: Problem[] }[];
  problems: Problem[];
}

/** The pipelines asked for, or all; a name that is none is a mistake of usage. */
export function find(names: readonly string[], env: string | undefined): Found {
  const site = env === undefined ? undefined : siteOf(env);
  const all = pipelineNames(site);
  for (const name of names)
    if (!all.some((pipeline) => pipeline.name === name))
      throw new ProblemError(
        problem("no-such-pipeline", `there is no pipeline '${name}'`, {
          got: name,
          want: `one of: ${all.map((pipeline) => pipeline.name).join(", ")}`,
          fix: `Did you mean: ${closest.closest(
            name,
            all.map((pipeline) => pipeline.name),
          )}`,
        }),
        ExitCode.usage,
      );
  const found: Found = { pipelines: [], problems: [] };
  for (const { name, folder, own } of all) {
    if (names.length > 0 && !names.includes(name)) continue;
    const loaded = loadPipeline(name, folder);
    if (loaded.ok) found.pipelines.push({ pipeline: loaded.pipeline, own, warnings: loaded.warnings });
    else found.problems.push(...loaded.problems);
  }
  return found;
}
