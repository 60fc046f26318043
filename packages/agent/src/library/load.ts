import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Problem, ProblemError, problem } from "@logstead/base";
import { libraryPipelines, type Site } from "@logstead/inventory";
import { checkPipeline } from "./check.ts";
import { readYaml } from "./read.ts";
import { PipelineFile } from "./schema.ts";

export interface Pipeline {
  name: string;
  folder: string;
  definition: PipelineFile;
}

export type LoadedPipeline =
  | { ok: true; pipeline: Pipeline; warnings: Problem[] }
  | { ok: false; problems: Problem[] };

/** The pipelines that come with Logstead, one folder each. */
export const libraryFolder = join(import.meta.dirname, "../../pipelines");

/** Reads and checks `FOLDER/pipeline.yaml`: every problem at once, each with its line. */
export function loadPipeline(name: string, folder: string): LoadedPipeline {
  const file = join(folder, "pipeline.yaml");
  if (!existsSync(file))
    return {
      ok: false,
      problems: [
        problem("no-such-pipeline", `the pipeline '${name}' has no file`, {
          file,
          want: "a folder with pipeline.yaml and cases/",
          fix: `Please make ${file}; docs/pipelines.md shows one`,
        }),
      ],
    };
  return loadPipelineText(name, folder, readFileSync(file, "utf8"), file);
}

export function loadPipelineText(name: string, folder: string, text: string, file: string): LoadedPipeline {
  const read = readYaml(text, file, PipelineFile);
  if (!read.ok) return read;
  const problems = checkPipeline(read.value, read.place);
  if (problems.some(({ severity }) => severity === "error")) return { ok: false, problems };
  return { ok: true, pipeline: { name, folder, definition: read.value }, warnings: problems };
}

const remembered = new Map<string, Pipeline>();

/** A pipeline of the library or of the site (`pipelines.NAME.folder`, beside its file); throws its problems. */
export function pipelineFor(site: Pick<Site, "pipelines" | "file"> | undefined, name: string): Pipeline {
  const folder = pipelineFolder(site, name);
  let pipeline = remembered.get(folder);
  if (!pipeline) {
    const loaded = loadPipeline(name, folder);
    if (!loaded.ok) throw new ProblemError(loaded.problems, 1);
    pipeline = loaded.pipeline;
    remembered.set(folder, pipeline);
  }
  return pipeline;
}

export function pipelineFolder(site: Pick<Site, "pipelines" | "file"> | undefined, name: string): string {
  const declared = site?.pipelines[name as keyof Site["pipelines"]];
  return declared && site ? resolve(dirname(site.file), declared.folder) : join(libraryFolder, name);
}

/** All pipelines by name and folder, the site's first. */
export function pipelineNames(
  site?: Pick<Site, "pipelines" | "file">,
): { name: string; own: boolean; folder: string }[] {
  const siteNames = Object.keys(site?.pipelines ?? {});
  const library = libraryPipelines.filter((name) => !siteNames.includes(name));
  return [...siteNames, ...library].map((name) => ({
    name,
    own: siteNames.includes(name),
    folder: pipelineFolder(site, name),
  }));
}

/** The inputs of a pipeline's cases, by file name. */
export function caseNames(folder: string): string[] {
  const cases = join(folder, "cases");
  if (!existsSync(cases)) return [];
  return readdirSync(cases)
    .filter((file) => file.endsWith(".input"))
    .map((file) => file.slice(0, -".input".length))
    .sort();
}
