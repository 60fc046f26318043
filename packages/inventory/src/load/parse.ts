import { type Problem, problem } from "@logstead/base";
import { type Document, parseAllDocuments, type YAMLParseError } from "yaml";
import { compose } from "./compose.ts";
import { locate, type Path, type Place, placeAt } from "./place.ts";

/** One YAML document of one file: its data, and where each path of it stands. */
export interface Fragment {
  file: string;
  data: Record<string, unknown>;
  /** How many steps of the path this document has. */
  depthOf(path: Path): number;
  placeOf(path: Path, what: "key" | "value"): Place;
}

/** Parses YAML text into its documents; reports every mistake of its form. */
export function parseText(text: string, file: string, problems: Problem[]): Fragment[] {
  let list: Document.Parsed[];
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, version: "1.2" });
    list = Array.isArray(documents) ? (documents as Document.Parsed[]) : [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push(
      problem("too-deep", "this file is nested too deeply to be read", {
        file,
        line: 1,
        column: 1,
        want: "at most 100 levels",
      }),
    );
    return [];
  }
  const before = problems.length;
  for (const document of list)
    for (const error of document.errors) problems.push(formProblem(error, text, file));
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
      depthOf: (path) => locate(document, path, "value").depth,
      placeOf: (path, what) => placeAt(text, locate(document, path, what).offset),
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

const hints: Record<string, [message: string, fix: string]> = {
  TAB_AS_INDENT: [
    "a tab stands where YAML wants spaces",
    "Please replace the tab by two spaces per level (`expand -t 2 FILE`)",
  ],
  BAD_INDENT: [
    "this line is indented differently from its neighbours",
    "Please align it with the lines above: two spaces per level",
  ],
  MISSING_CHAR: [
    "a quote, bracket or brace is not closed",
    "Please close it, and put texts with : # { } [ ] into single quotes",
  ],
  BAD_DQ_ESCAPE: [
    "a backslash in a double-quoted text starts an escape",
    "Please use single quotes: 'F:\\flatnet\\logs'",
  ],
  MULTILINE_IMPLICIT_KEY: [
    "a colon is missing, or a text with a colon needs quotes",
    "Please write `key: value`, with the value in single quotes if it holds a colon",
  ],
  UNEXPECTED_TOKEN: [
    "this is not expected here",
    "Please check the quotes and brackets of this line and the one above",
  ],
  BAD_ALIAS: [
    "this alias is not complete",
    "Please write *name, with the name of an anchor, or put the text in quotes",
  ],
};

function formProblem(error: YAMLParseError, text: string, file: string): Problem {
  const hint = hints[error.code];
  const place = placeAt(text, error.pos[0]);
  const line = (text.split("\n")[place.line - 1] ?? "").trim().slice(0, 80);
  return problem("not-yaml", hint ? hint[0] : `this is not YAML: ${error.message}`, {
    file,
    ...place,
    got: line,
    want: "YAML 1.2",
    fix: hint?.[1] ?? "Please check the indentation (two spaces), colons and quotes around this place",
  });
}
