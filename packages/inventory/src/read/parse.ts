import { type Problem, problem } from "@logstead/base";
import { type Document, isScalar, parseAllDocuments } from "yaml";
import { compose } from "./compose.ts";
import { characterProblem, formProblems } from "./form.ts";
import { locate, type Path, type Place, placeAt } from "./place.ts";
import { sizeProblem, tooDeep } from "./size.ts";

/** One YAML document of one file: its data, and where each path of it stands. */
export interface Fragment {
  file: string;
  data: Record<string, unknown>;
  placeOf(path: Path, what: "key" | "value"): Place;
  /** A plain value as it was written (`0x1F`, `1.10`), when there is one. */
  sourceOf(path: Path): string | undefined;
}

/** Parses YAML text into its documents; reports every mistake of its form. */
export function parseText(text: string, file: string, problems: Problem[]): Fragment[] {
  const unreadable = sizeProblem(text, file) ?? characterProblem(text, file);
  if (unreadable) {
    problems.push(unreadable);
    return [];
  }
  let list: Document.Parsed[];
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, version: "1.2" });
    list = Array.isArray(documents) ? (documents as Document.Parsed[]) : [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push(tooDeep(text, 0, file));
    return [];
  }
  const before = problems.length;
  const old = list.find(
    (document) => document.directives?.yaml.explicit && document.directives.yaml.version !== "1.2",
  );
  if (old)
    problems.push(
      problem("not-yaml", "this file asks for another version of YAML", {
        file,
        ...placeAt(text, Math.max(0, text.search(/^%YAML/m))),
        got: `%YAML ${old.directives?.yaml.version}`,
        want: "YAML 1.2, in which yes, no, on and off are plain texts",
        fix: "Please remove the line",
      }),
    );
  problems.push(...formProblems(list, text, file));
  if (problems.length > before) return [];

  const fragments: Fragment[] = [];
  for (const document of list) {
    const data = compose(document, file, text, problems);
    if (data === null) continue;
    if (typeof data !== "object" || Array.isArray(data)) {
      const got = Array.isArray(data) ? "a list" : `the text ${JSON.stringify(String(data).slice(0, 60))}`;
      problems.push(
        problem("not-a-mapping", "an inventory is a mapping of sections", {
          file,
          ...placeAt(text, document.contents?.range?.[0] ?? 0),
          got,
          want: "keys such as site:, loki: and hosts: at the left margin",
          fix: smallest,
        }),
      );
      continue;
    }
    fragments.push({
      file,
      data: data as Record<string, unknown>,
      placeOf: (path, what) => placeAt(text, locate(document, path, what).offset),
      sourceOf(path) {
        const { node } = locate(document, path, "value");
        return isScalar(node) ? node.source : undefined;
      },
    });
  }
  if (fragments.length === 0 && problems.length === before)
    problems.push(
      problem("empty-file", "this file is empty", {
        file,
        line: 1,
        column: 1,
        want: "an inventory: at least site and hosts",
        fix: smallest,
      }),
    );
  return fragments;
}

const smallest =
  "Please set:\nsite: {name: home}\nhosts:\n  ocean: {address: 192.168.1.143, roles: [agent, loki]}";
