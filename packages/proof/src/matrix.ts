/** A row of the requirement matrix. */
export interface Row {
  id: string;
  area: string;
  text: string;
  /** Decisions (C) and readings (H) explain requirements and are none themselves. */
  kind: "requirement" | "note";
}

/** Rows of the matrix: every table row whose first cell is an id; a pipe in code is written `\|`. */
export function parseMatrix(markdown: string): Row[] {
  const rows: Row[] = [];
  let heading = "";
  for (const line of markdown.split("\n")) {
    if (line.startsWith("## ")) heading = line.slice(3).trim();
    const match = /^\|\s*([A-Z][A-Z0-9]*-\d+)\s*\|\s*((?:[^|\\]|\\.)*?)\s*\|/.exec(line);
    if (!match) continue;
    const [, id, text] = match as unknown as [string, string, string];
    const area = heading.replace(/\s*\([A-Z0-9]+\)$/, "").replace(/^Templates\/Ansible: /, "");
    const kind = /^[CH]-/.test(id) ? "note" : "requirement";
    rows.push({ id, area, text: text.replaceAll("\\|", "|"), kind });
  }
  return rows;
}
