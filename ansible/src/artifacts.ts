import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { arch } from "node:os";
import { dirname, join } from "node:path";
import { artifactsDir, type Problem, ProblemError, problem } from "@logstead/base";
import { detectorImage, lokiImage, detectorVersion as ownDetectorVersion } from "@logstead/images";
import type { Site } from "@logstead/inventory";
import { components, detectorComponent, type Program } from "@logstead/templates";
import { getTool, type OnProgress } from "@logstead/tools";

/** A program as hosts get it: a file in the controller's artefact folder. */
export interface Artifact {
  name: Program["name"];
  version: string;
  arch: "amd64" | "arm64";
  file: string;
  /** Was there already, was made now from the built program, or is left to the playbooks, which download it. */
  state: "there" | "made" | "downloaded later";
}

const here = arch() === "arm64" ? "arm64" : "amd64";

/** An image's archive, among its versions. */
const image = "image.tar";

/** Where this Logstead's own image of the detector is, for this computer's processor. */
export const detectorArchive = () =>
  join(artifactsDir(), detectorComponent.program.name, ownDetectorVersion(), here, image);

/** What an environment's hosts need, without a look at the disk. */
export function artifactsOf(site: Site): Omit<Artifact, "state">[] {
  const wanted = new Map<string, Omit<Artifact, "state">>();
  for (const host of Object.values(site.hosts))
    for (const { program, on } of components) {
      if (!program || !on(host, site) || program.fromRegistry?.(site)) continue;
      const { name } = program;
      const version = program.version(site);
      const { arch: forArch } = host.settings;
      const file = join(artifactsDir(), name, version, forArch, program.container ? image : name);
      wanted.set(file, { name, version, arch: forArch, file });
    }
  return [...wanted.values()];
}

/**
 * Puts into the artefact folder what an environment's hosts need and what can be made here: programs that
 * Logstead builds, for this computer's processor and in the version it was tested with. What is missing and
 * cannot be made is told, all of it.
 */
export async function prepareArtifacts(
  site: Site,
  options: { onProgress?: OnProgress } = {},
): Promise<Artifact[]> {
  const problems: Problem[] = [];
  const artifacts: Artifact[] = [];
  for (const wanted of artifactsOf(site)) {
    const own = wanted.file === detectorArchive();
    if (own) {
      // of this clone's sources, which may have changed while the version has not
      const { made } = await detectorImage(wanted.file);
      artifacts.push({ ...wanted, state: made ? "made" : "there" });
    } else if (existsSync(wanted.file)) artifacts.push({ ...wanted, state: "there" });
    else if (downloads(site, wanted.name)) artifacts.push({ ...wanted, state: "downloaded later" });
    else {
      const made = await make(wanted, options.onProgress);
      if (made) problems.push(made);
      else artifacts.push({ ...wanted, state: "made" });
    }
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return artifacts;
}

const downloads = (site: Site, name: Artifact["name"]) =>
  site.artifacts.source === "url" && (name === "loki" || site.artifacts.programs[name]?.url !== undefined);

async function make(
  { name, version, arch: forArch, file }: Omit<Artifact, "state">,
  onProgress?: OnProgress,
): Promise<Problem | undefined> {
  const missing = (why: string) =>
    problem("artifact-missing", `${name} ${version} for ${forArch} is not in the artefact folder; ${why}.`, {
      path: file,
      fix: `Put the file there, or give artifacts.programs.${name} a url and a sha256, with artifacts.source: url`,
    });
  if (name === "alloy") return missing("Logstead does not build Alloy");
  if (forArch !== here) return missing(`programs are built for ${here} here`);
  if (name === "detector") return missing(`${ownDetectorVersion()} is the version that is made here`);
  const tool = await getTool(name, onProgress ? { onProgress } : {});
  if (tool.version !== version) return missing(`${tool.version} is the version that is built here`);
  place(name === "loki" ? (await lokiImage(onProgress)).archive : tool.path, file);
  return undefined;
}

/** In place as a whole, with the time of what it was made from. */
function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const temporary = `${to}.${process.pid}`;
  try {
    copyFileSync(from, temporary);
    const { atime, mtime } = statSync(from);
    utimesSync(temporary, atime, mtime);
    renameSync(temporary, to);
  } finally {
    rmSync(temporary, { force: true });
  }
}
