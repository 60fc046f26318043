import { type Problem, problem } from "@logstead/base";
import { formatBytes } from "@logstead/fields";
import { placeAt } from "./place.ts";

/** Nested so deeply that the YAML package gives up. */
export function tooDeep(text: string, offset: number, file: string): Problem {
  return problem("too-deep", "this is nested too deeply to be read", {
    file,
    ...placeAt(text, offset),
    want: "at most 100 levels",
    fix: "Please check its brackets: an inventory needs no more than ten levels",
  });
}

/** A site of 10,000 hosts takes about 2 MB and 60,000 lines; beyond these a file is a mistake or an attack. */
export const maxBytes = 16 * 2 ** 20;
const maxParts = 500_000;

/** Texts that would exhaust memory are refused before parsing. */
export function sizeProblem(text: string, file: string): Problem | undefined {
  if (text.length > maxBytes) return tooLarge(file, text.length);
  let entries = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x0a || code === 0x2c) entries++;
    if (entries > maxParts)
      return problem("too-many-values", "this file has far too many values", {
        file,
        ...placeAt(text, i),
        want: `at most ${maxParts.toLocaleString("en")} lines and commas`,
        fix: smaller,
      });
  }
  return undefined;
}

const smaller =
  "Please set what hosts have in common by groups, or split the site with `include: [hosts/*.yaml]`";

export function tooLarge(file: string, bytes: number): Problem {
  return problem("file-too-large", "this file is too large for an inventory", {
    file,
    got: formatBytes(bytes),
    want: `at most ${formatBytes(maxBytes)}`,
    fix: smaller,
  });
}
