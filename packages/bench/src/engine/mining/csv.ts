/** Rows of a CSV text (RFC 4180), as objects by the names in its first row. */
export function csvRows(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "," || char === "\n") {
      rows.at(-1)?.push(char === "\n" ? field.replace(/\r$/, "") : field);
      field = "";
      if (char === "\n") rows.push([]);
    } else field += char;
  }
  rows.at(-1)?.push(field);
  const [names = [], ...values] = rows;
  return values
    .filter((row) => row.length === names.length)
    .map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] as string])));
}
