import { type Problem, problem } from "@logstead/base";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { stageNames } from "./schema.ts";

export type Path = (string | number)[];
export interface Place {
  file: string;
  line: number;
  column: number;
}

export type Read<T> =
  | { ok: true; value: T; place: (path: Path, key?: boolean) => Place }
  | { ok: false; problems: Problem[] };

/** Parses YAML by a schema; each problem has its place in the file. */
export function readYaml<T extends z.ZodType>(text: string, file: string, schema: T): Read<z.output<T>> {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { file, line, column: col };
  };
  if (document.errors.length > 0)
    return {
      ok: false,
      problems: document.errors.map((error) =>
        problem("not-yaml", error.message, {
          ...at(error.pos[0]),
          want: "YAML",
          fix: "Please look at the indentation, quotes and brackets here",
        }),
      ),
    };
  const place = (path: Path, key = false): Place => {
    for (let depth = path.length; depth >= 0; depth--) {
      const prefix = path.slice(0, depth);
      const node = depth === path.length && key ? keyNode(document, prefix) : document.getIn(prefix, true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range) return at(range[0]);
    }
    return { file, line: 1, column: 1 };
  };
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { ok: true, value: parsed.data, place };
  return {
    ok: false,
    problems: parsed.error.issues.flatMap((issue) => issueProblems(issue, place, document.toJS())),
  };
}

function keyNode(document: ReturnType<typeof parseDocument>, path: Path): unknown {
  const parent = document.getIn(path.slice(0, -1), true) as
    | { items?: { key?: { value?: unknown } }[] }
    | undefined;
  return parent?.items?.find((item) => item.key?.value === path.at(-1))?.key;
}

type Issue = z.core.$ZodIssue;

function issueProblems(issue: Issue, place: (path: Path, key?: boolean) => Place, data: unknown): Problem[] {
  const path = issue.path as Path;
  if (issue.code === "invalid_union") return unionProblems(issue, place, data);
  const text = path.join(".");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) =>
      problem("unknown-key", `'${key}' is not a setting here`, {
        ...place([...path, key], true),
        path: text,
        got: key,
        want: "one of the settings in docs/pipelines.md",
        fix: "Please remove it or correct its name",
      }),
    );
  const refusal = (issue as { params?: { code?: string; want?: string; fix?: string } }).params;
  return [
    problem(refusal?.code ?? "bad-value", issue.message, {
      ...place(path),
      path: text,
      got: show(valueAt(data, path)),
      want: refusal?.want ?? "a value as docs/pipelines.md describes it",
      fix: refusal?.fix ?? "Please correct it",
    }),
  ];
}

/** A stage that fits no form is checked against the form it names. */
function unionProblems(
  issue: Extract<Issue, { code: "invalid_union" }>,
  place: (path: Path, key?: boolean) => Place,
  data: unknown,
): Problem[] {
  const path = issue.path as Path;
  const value = valueAt(data, path);
  const keys = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const isStage = typeof path.at(-1) === "number";
  if (isStage && keys.length !== 1)
    return [
      problem("one-stage-an-item", "each item of `stages` has exactly one stage", {
        ...place(path),
        path: path.join("."),
        got: keys.join(", ") || show(value),
        want: `one of: ${stageNames.join(", ")}`,
        fix: "Please begin a new item with - for each stage",
      }),
    ];
  const [key = ""] = keys;
  if (isStage && !stageNames.includes(key))
    return [
      problem("unknown-stage", `there is no stage '${key}'`, {
        ...place([...path, key], true),
        path: path.join("."),
        got: key,
        want: `one of: ${stageNames.join(", ")}`,
        fix: nearest(key),
      }),
    ];
  const branches = issue.errors
    .map((issues) => issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }) as Issue))
    .filter(
      (issues) =>
        !isStage ||
        issues.every((issue) => issue.path.length > path.length && issue.path[path.length] === key),
    );
  const best = branches.sort((a, b) => a.length - b.length)[0] ?? [];
  return best.flatMap((issue) => issueProblems(issue, place, data));
}

function nearest(key: string): string {
  const other: Record<string, string> = {
    template: "set",
    metadata: "structured_metadata",
    static: "static_labels",
    logFmt: "logfmt",
    label_drop: "labeldrop",
    when: "match",
  };
  const known = other[key] ?? stageNames.find((name) => name.startsWith(key.slice(0, 4)));
  return known ? `Did you mean: ${known}` : "Please use one of these; docs/pipelines.md describes each";
}

const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], data);

const show = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
