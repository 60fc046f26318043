import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import type { TestResult } from "./types.ts";

/** Everything Logstead has to do, one row each, and which test proves it. */
export const requirementsFile = join(repoRoot, "docs/requirements.md");

/** A row of the requirement document. */
export interface Row {
  id: string;
  area: string;
  text: string;
}

/** `| id | requirement | proven by |`; a pipe within a cell is written `\|`. */
const rowLine = /^\|\s*([A-Z][A-Z0-9]*-\d+)\s*\|\s*((?:[^|\\]|\\.)*?)\s*\|/;

/** Every table row whose first cell is an id, with the heading it stands under. */
export function parseMatrix(markdown: string): Row[] {
  const rows: Row[] = [];
  let area = "";
  for (const line of markdown.split("\n")) {
    if (line.startsWith("## ")) area = line.slice(3).replace(/\s*\([A-Z0-9]+\)\s*$/, "");
    const [, id, text] = rowLine.exec(line) ?? [];
    if (id !== undefined && text !== undefined) rows.push({ id, area, text: text.replaceAll("\\|", "|") });
  }
  return rows;
}

/** The document with the last column written anew; everything else stays as it is, byte for byte. */
export function withProof(markdown: string, proofs: ReadonlyMap<string, readonly TestResult[]>): string {
  return markdown
    .split("\n")
    .map((line) => {
      const row = rowLine.exec(line);
      return row ? `${row[0]} ${proofText(proofs.get(row[1] as string) ?? [])} |` : line;
    })
    .join("\n");
}

const shownFiles = 3;

/** A test of each file that proves a row, the first by title; further files are only counted. */
function proofText(tests: readonly TestResult[]): string {
  const files = [...Map.groupBy(tests, (test) => test.file)]
    .map(([file, of]) => ({ file, title: of.map(({ title }) => shortTitle(title)).sort()[0] ?? "" }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  if (files.length === 0) return "open";
  const shown = files
    .slice(0, shownFiles)
    .map(({ file, title }) => `[${file.replace(/^.*\//, "")}](../${file}): ${escaped(title)}`);
  const more = files.length - shownFiles;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("<br>");
}

/** Without ids and the titles of the groups around it. */
const shortTitle = (title: string) =>
  (title.split(" > ").at(-1) ?? "")
    .replace(/\[[A-Z][A-Z0-9]*-\d+\]\s*/g, "")
    .replace(/\s+/g, " ")
    .trim();

const escaped = (title: string) => title.replace(/[\\|<>*_[\]`]/g, (sign) => `\\${sign}`);
