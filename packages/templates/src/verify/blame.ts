import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Problem, problem } from "@logstead/base";
import type { Site, Written } from "@logstead/inventory";
import { type Origin, originsOf } from "../render/marks.ts";
import { openTemplates } from "../render/templates.ts";
import type { Setting, SiteFile } from "../site/file.ts";
import { siteFiles, templateFolder, textOf } from "../site/render.ts";
import type { Diagnostic } from "./checker.ts";
import { type Verdict, verifyText } from "./verify.ts";

/** The most checks spent on one wrong file: a program takes up to half a second. */
const budget = 80;

/**
 * What a program refused, told where it was caused. Settings of the inventory that the file is made of are left
 * out one by one: the one without which the program is content is to blame. Where none is, the template is.
 */
export async function blame(
  verdict: Verdict,
  files: readonly SiteFile[],
  inventory: Written | undefined,
): Promise<Problem[]> {
  const path = verdict.paths[0] as string;
  const file = files.find((candidate) => candidate.path === path);
  if (!file) return [];
  const more = verdict.paths.length > 1 ? ` and ${verdict.paths.length - 1} more like it` : "";
  const problems: Problem[] = [];
  for (const diagnostic of verdict.diagnostics) {
    const shown = diagnostic.line === undefined ? path : `${path}:${diagnostic.line}`;
    const what = `${verdict.shown} refuses ${shown}${more}: ${diagnostic.message}`;
    const blamed = templatesOwn(file, diagnostic);
    const setting = blamed || !inventory ? undefined : await culprit(file, diagnostic, inventory);
    problems.push(
      setting && inventory
        ? fromSetting(what, verdict, setting, inventory)
        : fromTemplate(what, verdict, file, diagnostic),
    );
  }
  return problems;
}

function fromSetting(message: string, { checker }: Verdict, setting: Setting, inventory: Written): Problem {
  const value = inventory.valueOf(setting);
  return problem(`verify-${checker}`, message, {
    ...inventory.placeOf(setting),
    ...(value !== undefined && {
      got: typeof value === "string" ? value : JSON.stringify(value).slice(0, 200),
    }),
    want: "a value that the program accepts; without this setting it does",
  });
}

function fromTemplate(
  message: string,
  { checker }: Verdict,
  file: SiteFile,
  diagnostic: Diagnostic,
): Problem {
  const code = `verify-${checker}`;
  if ("text" in file.body)
    return problem(code, message, { fix: "Please report this: no setting of the inventory explains it" });
  const origin = originOf(file.body, diagnostic);
  return problem(code, message, {
    file: relative(process.cwd(), `${templateFolder}/${origin.file}`),
    ...(origin.line > 0 && { line: origin.line, column: 1 }),
    want: "what the program reads",
    fix: "Please mend the template: no setting of the inventory explains it",
  });
}

/** The template's line behind the line a program named, or a line with the words it quotes. */
function originOf(body: { template: string; data: object }, diagnostic: Diagnostic): Origin {
  const rendered = openTemplates(templateFolder, true).render(body.template, body.data);
  const whole = { file: body.template, line: 0 };
  if (!rendered.ok) return whole;
  const { text, origins } = originsOf(rendered.text);
  const line = diagnostic.line ?? lineWith(text, diagnostic.message);
  return (line !== undefined && origins[line - 1]) || whole;
}

/**
 * A word of a message that stands in the template as it is, beside what the inventory gives, was written there:
 * `field chunk_idle_periodd not found`. The inventory need not be asked.
 */
function templatesOwn({ body }: SiteFile, diagnostic: Diagnostic): boolean {
  if ("text" in body || diagnostic.line === undefined) return false;
  const origin = originOf(body, diagnostic);
  if (origin.line === 0) return false;
  const source = readFileSync(join(templateFolder, origin.file), "utf8").split("\n")[origin.line - 1] ?? "";
  const literal = source.replace(/\{=.*?=\}/g, "").replace(/\{\|.*?\|\}/g, "");
  const words = [...diagnostic.message.matchAll(/(?:field|["'`])\s*([\w.-]{3,})/g)].map(
    ([, word]) => word as string,
  );
  return words.some((word) => literal.includes(word));
}

/** The one line that has a word which the message quotes. */
function lineWith(text: string, message: string): number | undefined {
  const lines = text.split("\n");
  for (const [, word] of message.matchAll(/["'`]([^"'`]{3,})["'`]/g)) {
    const found = lines.flatMap((line, i) => (line.includes(word as string) ? [i + 1] : []));
    if (found.length === 1) return found[0];
  }
  return undefined;
}

async function culprit(
  file: SiteFile,
  diagnostic: Diagnostic,
  inventory: Written,
): Promise<Setting | undefined> {
  let left = budget;
  const innocent = async (setting: Setting): Promise<"content" | "refuses" | "unknown"> => {
    const loaded = inventory.without(setting);
    if (!loaded.ok) return "unknown";
    const text = without(loaded.site, file.path);
    if (text === undefined || left-- <= 0) return "unknown";
    const found = await verifyText(file.checker ?? "", file.path, text);
    return found.some((answer) => same(answer, diagnostic)) ? "refuses" : "content";
  };
  const search = async (settings: readonly Setting[]): Promise<Setting | undefined> => {
    for (const setting of settings) {
      if (left <= 0 || !inventory.has(setting)) continue;
      const answer = await innocent(setting);
      if (answer === "refuses") continue;
      const deeper = await search(inventory.below(setting));
      if (deeper ?? answer === "content") return deeper ?? setting;
    }
    return undefined;
  };
  return search(file.from);
}

/** The text of one file for another site; nothing where that site has no such file, or cannot be rendered. */
function without(site: Site, path: string): string | undefined {
  try {
    const file = siteFiles(site).find((candidate) => candidate.path === path);
    return file && textOf(file);
  } catch {
    // A site without a part of itself was never meant to be rendered: it proves nothing.
    return undefined;
  }
}

/** Compares messages only: lines move when a setting is left out. */
const same = (a: Diagnostic, b: Diagnostic) => bare(a.message) === bare(b.message);
const bare = (message: string) => message.replace(/\d+/g, "0");
