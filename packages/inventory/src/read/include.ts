import { globSync, lstatSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { type Problem, problem } from "@logstead/base";
import { type Fragment, parseText } from "./parse.ts";
import { readText } from "./text.ts";

/** A file and, depth first, everything it includes; a file that is named twice is read once. */
export function loadFragments(file: string, problems: Problem[]): Fragment[] {
  const seen = new Set<string>();
  const read = (name: string): Fragment[] => {
    const absolute = resolve(name);
    if (seen.has(absolute)) return [];
    seen.add(absolute);
    const text = readText(name);
    if (typeof text !== "string") {
      problems.push(text);
      return [];
    }
    const fragments = parseText(text, name, problems);
    return [...fragments, ...fragments.flatMap((fragment) => included(fragment, problems).flatMap(read))];
  };
  return read(file);
}

function included(fragment: Fragment, problems: Problem[]): string[] {
  const wanted = fragment.data.include;
  if (!Array.isArray(wanted)) return [];
  const folder = dirname(fragment.file);
  return wanted.flatMap((pattern, i) => {
    if (typeof pattern !== "string" || pattern === "") return [];
    const found = matches(pattern, folder);
    if (found.length === 0)
      problems.push(
        problem("include-not-found", `there is no file '${pattern}' beside this one`, {
          file: fragment.file,
          ...fragment.placeOf(["include", i], "value"),
          path: `include[${i}]`,
          got: pattern,
          want: "a file or a pattern, relative to the folder of this file",
          fix: `ls ${folder}   shows what is there`,
        }),
      );
    return found.map((name) => (isAbsolute(name) ? name : join(folder, name)));
  });
}

/** The files that match a pattern, sorted; a name without wildcards matches itself. */
function matches(pattern: string, folder: string): string[] {
  if (pattern.includes("\0")) return [];
  if (kindOf(resolve(folder, pattern))) return [pattern];
  return globSync(pattern, { cwd: folder })
    .filter((name) => kindOf(resolve(folder, name)) !== "folder")
    .sort();
}

/** What is at the path. When it cannot be examined, reading it later says why. */
function kindOf(path: string): "folder" | "other" | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat && (stat.isDirectory() ? "folder" : "other");
  } catch {
    return "other";
  }
}
