import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Problem, problem } from "@logstead/base";
import nunjucks from "nunjucks";
import { compileTemplate } from "./compile.ts";
import { filters } from "./filters/index.ts";
import { strictFor, TemplateFailure } from "./strict.ts";

export type Rendered = { ok: true; text: string } | { ok: false; problems: Problem[] };

export interface Templates {
  /** The text that a template gives for some data, or everything that is wrong with the two. */
  render(name: string, data: object): Rendered;
}

/**
 * The templates of a folder. Each is read and compiled once; what it includes is named from the folder.
 * With `marked`, what is rendered says in each line where it comes from, for `originsOf`.
 */
export function openTemplates(folder: string, marked = false): Templates {
  let found = new Map<string, Problem>();
  const report = (problem: Problem) => {
    const key = [problem.file, problem.line, problem.column, problem.code, problem.path].join("\0");
    if (!found.has(key)) found.set(key, problem);
  };
  const exists = (name: string) =>
    !name.split("/").includes("..") &&
    existsSync(join(folder, name)) &&
    statSync(join(folder, name)).isFile();

  const loader = {
    getSource(name: string) {
      if (!exists(name)) return null;
      const path = join(folder, name);
      const text = readFileSync(path, "utf8");
      const code = compileTemplate(name, text, known, strictFor(name, report, exists), marked);
      // Nunjucks takes compiled templates too, which its types do not say.
      return { src: { type: "code", obj: code } as unknown as string, path: name, noCache: false };
    },
  };
  // `dev` hands errors through as they are.
  const environment = new nunjucks.Environment(loader as never, { autoescape: false, dev: true });
  for (const [name, filter] of Object.entries(filters)) environment.addFilter(name, filter);
  const named = environment as unknown as {
    getFilter(name: string): unknown;
    getTest(name: string): unknown;
  };
  const known = { filter: has((name) => named.getFilter(name)), test: has((name) => named.getTest(name)) };

  return {
    render(name, data) {
      found = new Map();
      if (!exists(name))
        return { ok: false, problems: [problem("template-not-found", `There is no template "${name}".`)] };
      try {
        const text = environment.getTemplate(name, true).render(data);
        if (found.size === 0) return { ok: true, text };
      } catch (error) {
        report(asProblem(error, name));
      }
      return { ok: false, problems: [...found.values()] };
    },
  };
}

function asProblem(error: unknown, name: string): Problem {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof TemplateFailure) return cause.problem;
  const message = error instanceof Error ? error.message : String(error);
  return problem("template-failed", `The template failed: ${message.trim()}`, { file: name });
}

const has = (get: (name: string) => unknown) => (name: string) => {
  try {
    return get(name) !== undefined;
  } catch {
    return false;
  }
};
