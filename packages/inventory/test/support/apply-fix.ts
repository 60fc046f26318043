import type { Problem } from "@logstead/base";
import { type Document, isMap, parse, parseDocument, type Scalar, type YAMLMap } from "yaml";

type Path = (string | number)[];

/** `hosts.ocean.roles[0]` as its steps. */
export const steps = (path: string): Path =>
  [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index ? Number(index) : (key as string),
  );

/** Whether a fix is something that a program can do as well as a person. */
export const isMechanical = (fix = "") =>
  /^(Please set:|Please add to |Please rename it to: |Please remove it here|Did you mean: )/.test(fix);

/** The text with one problem's fix applied exactly as it is worded. */
export function applyFix(text: string, problem: Problem): string {
  const document = parseDocument(text, { uniqueKeys: false });
  const path = steps(problem.path ?? "");
  const fix = problem.fix ?? "";
  const [, word] = /^(?:Did you mean|Please rename it to): (\S+)$/.exec(fix) ?? [];
  const below = /^Please add to (\S+):\n([\s\S]+)$/.exec(fix);
  if (word && ["unknown-key", "bad-key", "bad-name", "bad-label-name"].includes(problem.code))
    rename(document, path, word);
  else if (word) document.setIn(path, word);
  else if (fix.startsWith("Please remove it here")) document.deleteIn(path);
  else if (below) join(document, steps(below[1] as string), parse(below[2] as string));
  else if (fix.startsWith("Please set:\n")) join(document, [], parse(fix.slice("Please set:\n".length)));
  else setHere(document, path, parse(fix.slice("Please set: ".length)));
  return String(document);
}

/** `Please set: key: value` names the key of its own place, so that a reader cannot miss it. */
function setHere(document: Document, path: Path, value: unknown): void {
  const key = path.at(-1);
  if (typeof key === "number") {
    document.setIn(path, document.createNode(value));
    return;
  }
  const [[name, inner] = []] = Object.entries(value as object);
  if (name !== key) throw new Error(`the fix sets '${name}', the problem is at '${key}'`);
  document.setIn(path, document.createNode(inner));
}

function join(document: Document, path: Path, value: unknown): void {
  const there = path.length === 0 ? document.contents : document.getIn(path, true);
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isMapping && isMap(there))
    for (const [key, inner] of Object.entries(value)) join(document, [...path, key], inner);
  else document.setIn(path, document.createNode(value));
}

function rename(document: Document, path: Path, name: string): void {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1)) : document.contents;
  const pair = (parent as YAMLMap).items.find(
    (item) => String((item.key as Scalar).value) === String(path.at(-1)),
  );
  if (pair) (pair.key as Scalar).value = name;
}
