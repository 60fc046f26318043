import { globSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { type Problem, problem } from "@logstead/base";
import { type Fragment, parseText } from "./parse.ts";
import { readText } from "./read.ts";

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
    const own = parseText(text, name, problems);
    return [...own, ...own.flatMap((fragment) => included(fragment, problems).flatMap(read))];
  };
  return read(file);
}

function included(fragment: Fragment, problems: Problem[]): string[] {
  const wanted = fragment.data.include;
  if (!Array.isArray(wanted)) return [];
  const folder = dirname(fragment.file);
  return wanted.flatMap((pattern, i) => {
    if (typeof pattern !== "string") return [];
    const found = globSync(pattern, { cwd: folder }).sort();
    if (found.length === 0)
      problems.push(
        problem(
          "include-not-found",
          `there is no file '${pattern}' in ${relative(process.cwd(), resolve(folder)) || "."}`,
          {
            file: fragment.file,
            ...fragment.placeOf(["include", i], "value"),
            path: `include[${i}]`,
            got: pattern,
            want: "a file or pattern relative to this file",
            fix: `ls ${folder}   shows what is there`,
          },
        ),
      );
    return found.map((name) => (folder === "." ? name : `${folder}/${name}`));
  });
}
