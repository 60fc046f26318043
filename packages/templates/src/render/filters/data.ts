import { stringify } from "yaml";

/**
 * A value as YAML that readers of 1.1 (Ansible, Go) and 1.2 read alike: `"yes"` and `"0777"` stay quoted.
 * Texts alone stand on one line, so they fit behind any key; lists and mappings go through `indent`.
 */
export function yaml(value: unknown): string {
  checked(value, "yaml");
  const text = stringify(value, {
    compat: "yaml-1.1",
    lineWidth: 0,
    aliasDuplicateObjects: false,
    schema: "core",
  });
  const block =
    typeof value === "string" && (/[\n\r\u0085\u2028\u2029]/.test(value) || text.trimEnd().includes("\n"));
  return block ? escaped(value) : text.replace(/\n$/, "");
}

/** A value as JSON, on one line or with an indentation. */
export function json(value: unknown, indentation = 0): string {
  checked(value, "json");
  return JSON.stringify(value, null, indentation);
}

/** YAML's double quotes know JSON's escapes; what YAML takes for a line end must be escaped as well. */
const escaped = (text: string) =>
  JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });

function checked(value: unknown, filter: string): void {
  if (value === undefined || typeof value === "function" || typeof value === "symbol")
    throw new TypeError(`${filter} takes data, not ${typeof value}.`);
}
