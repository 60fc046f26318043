import { join } from "node:path";
import type { Problem } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import { products } from "../products/index.ts";
import { openTemplates, type Rendered, type Templates } from "../render/templates.ts";
import { type RenderedFile, renderedTree, type TreeResult } from "../tree/tree.ts";
import type { SiteFile } from "./file.ts";

/** The templates of this package; a template's path below it is its name. */
export const templateFolder = join(import.meta.dirname, "../../files");

/** Every file of an environment, as it is declared; in no particular order. */
export function siteFiles(site: Site): SiteFile[] {
  return products.flatMap(({ component, files }) =>
    [...files(site)].map((file) => (component && !file.component ? { ...file, component } : file)),
  );
}

/** Every file of an environment: configurations, units and playbooks, by path, or all that is wrong. */
export function siteTree(site: Site, files: readonly SiteFile[] = siteFiles(site)): TreeResult {
  const templates = onceEach(openTemplates(templateFolder));
  const problems: Problem[] = [];
  const rendered: (readonly [string, RenderedFile])[] = [];
  for (const file of files) {
    const result =
      "text" in file.body
        ? { ok: true as const, text: file.body.text }
        : templates.render(file.body.template, file.body.data);
    if (result.ok) rendered.push([file.path, asRendered(file, result.text)]);
    else problems.push(...result.problems.map((problem) => fromFolder(problem)));
  }
  if (problems.length > 0) return { ok: false, problems: onlyOnce(problems) };
  return renderedTree(rendered);
}

/** The text of one file; nothing when its template cannot be rendered. */
export function textOf({ body }: SiteFile): string | undefined {
  if ("text" in body) return body.text;
  const result = openTemplates(templateFolder).render(body.template, body.data);
  return result.ok ? result.text : undefined;
}

const asRendered = (file: SiteFile, content: string): RenderedFile => ({
  content,
  mode: file.mode ?? 0o644,
  owner: file.owner ?? "root:root",
  ...(file.checker !== undefined && { checker: file.checker }),
  ...(file.component && { component: file.component.name }),
});

/** Many hosts have equal files, made from equal data: units, rotation, journald. */
function onceEach(templates: Templates): Pick<Templates, "render"> {
  const known = new Map<string, Map<string, Rendered>>();
  const keys = new WeakMap<object, string>();
  return {
    render(name, data) {
      const of = known.get(name) ?? new Map<string, Rendered>();
      known.set(name, of);
      const key = keys.get(data) ?? JSON.stringify(data);
      keys.set(data, key);
      const result = of.get(key) ?? templates.render(name, data);
      of.set(key, result);
      return result;
    },
  };
}

/** A problem with the path of its template's file. */
const fromFolder = (problem: Problem): Problem =>
  problem.file === undefined ? problem : { ...problem, file: join(templateFolder, problem.file) };

const onlyOnce = (problems: Problem[]) => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
