import { ExitCode, ProblemError } from "@logstead/base";
import { type Site, written } from "@logstead/inventory";
import { renderedFolder } from "@logstead/stacks";
import {
  blame,
  ownWords,
  type RenderedTree,
  siteFiles,
  siteTree,
  verifyTree,
  writeTree,
} from "@logstead/templates";
import type { OnProgress } from "@logstead/tools";
import { type OnUp, step, toolProgress } from "./steps.ts";

export interface TreeOptions {
  on: OnUp;
  /** Overwrites rendered files that were edited by hand. */
  force?: boolean | undefined;
  onTool?: OnProgress | undefined;
}

/** Renders a site, lets each file be checked by its own program, and writes the tree; throws what is wrong. */
export async function renderedVerifiedWritten(site: Site, options: TreeOptions): Promise<RenderedTree> {
  const { on } = options;
  const files = siteFiles(site);
  const tree = await step(
    "render",
    on,
    () => {
      const result = siteTree(site, files);
      if (!result.ok) throw new ProblemError(result.problems, ExitCode.problems);
      return result.tree;
    },
    (made) => `${made.files.size} files`,
  );
  await step(
    "verify",
    on,
    async () => {
      const { verdicts } = await verifyTree(tree, {
        own: ownWords(site),
        onProgress: (done, of, now) =>
          on({ kind: "progress", step: "verify", detail: `${done}/${of} ${now}` }),
        onTool: options.onTool ?? toolProgress("verify", on),
      });
      const wrong = verdicts.filter(({ state }) => state === "wrong");
      const problems = (
        await Promise.all(wrong.map((verdict) => blame(verdict, files, written(site.file))))
      ).flat();
      if (problems.length > 0) throw new ProblemError(problems, ExitCode.problems);
      return verdicts;
    },
    (verdicts) => {
      const skipped = new Set(verdicts.flatMap(({ state, shown }) => (state === "skipped" ? [shown] : [])));
      const programs = new Set(verdicts.map(({ shown }) => shown)).size - skipped.size;
      return `by ${programs} programs${skipped.size > 0 ? `, without ${[...skipped].join(", ")}` : ""}`;
    },
  );
  await step(
    "write",
    on,
    async () => {
      const { plan, problems } = await writeTree(tree, renderedFolder(site), {
        force: options.force ?? false,
      });
      const errors = problems.filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw new ProblemError(errors, ExitCode.problems);
      return plan;
    },
    ({ create, change, remove }) =>
      create.length + change.length + remove.length === 0
        ? "unchanged"
        : `${create.length} new, ${change.length} changed, ${remove.length} removed`,
  );
  return tree;
}
