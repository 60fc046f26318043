import { Document, isScalar, visit } from "yaml";

/** A list of words on one line is easier to read up to here. */
const lineLength = 100;

/** YAML as a person writes it: short lists of words in brackets, no wrapped lines, no anchors. */
export function yaml(data: Record<string, unknown>): string {
  return Object.entries(data)
    .map(([key, value]) => pair(key, value))
    .join("\n");
}

/** A mapping as the only item of a list. */
export const yamlItem = (data: Record<string, unknown>): string =>
  yaml(data)
    .split("\n")
    .map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`))
    .join("\n");

/** Hosts differ little: most rules and stages are written once. */
const written = new Map<string, string>();
const mostWritten = 2000;

function pair(key: string, value: unknown): string {
  const name = JSON.stringify([key, value]);
  let text = written.get(name);
  if (text === undefined) {
    if (written.size >= mostWritten) written.clear();
    text = stringify({ [key]: value });
    written.set(name, text);
  }
  return text;
}

function stringify(data: unknown): string {
  const document = new Document(data, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_, list) {
      const words = list.items.map((item) => (isScalar(item) ? String(item.value) : undefined));
      if (words.every((word) => word !== undefined) && words.join(", ").length <= lineLength)
        list.flow = true;
    },
    Scalar(_, scalar) {
      if (typeof scalar.value === "string" && wantsSingleQuotes(scalar.value)) scalar.type = "QUOTE_SINGLE";
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

/**
 * Double quotes would write each backslash twice, and `-config.expand-env` makes one of two. What can stand
 * without quotes has none, and a control character cannot be written in another way.
 */
function wantsSingleQuotes(text: string): boolean {
  if (!text.includes("\\") || /\p{Cc}/u.test(text)) return false;
  return new Document(text).toString({ lineWidth: 0 }).startsWith('"');
}
