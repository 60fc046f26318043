import { isMap, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";

/**
 * The inventory's text with one more recipient. Only the lines that must change do, so that comments and
 * layout stay; undefined when the place is not in this file or not of the usual shape.
 */
export function addRecipient(text: string, recipient: string): string | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0) return;
  const secrets = document.get("secrets", true);
  if (secrets === undefined)
    return document.has("include")
      ? undefined
      : `${text.trimEnd()}\n\nsecrets:\n  store: sops\n  recipients:\n    - ${recipient}\n`;
  if (!isMap(secrets)) return;
  const list = secrets.get("recipients", true);
  if (isSeq(list)) return addItem(text, list, recipient);
  if (list === undefined) return addKey(text, secrets, recipient);
  return;
}

const startOf = (node: Node) => node.range?.[0] ?? 0;
const endOf = (node: Node) => node.range?.[1] ?? 0;
const insert = (text: string, at: number, what: string) => text.slice(0, at) + what + text.slice(at);

/** The end of the line that holds `at`: what follows a value there is its comment. */
const lineEnd = (text: string, at: number) => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
};

const indentAt = (text: string, at: number) => " ".repeat(at - (text.lastIndexOf("\n", at - 1) + 1));

function addItem(text: string, list: YAMLSeq, recipient: string): string | undefined {
  const last = list.items.at(-1) as Node | undefined;
  if (list.flow)
    return last ? insert(text, endOf(last), `, ${recipient}`) : insert(text, startOf(list) + 1, recipient);
  if (!last) return;
  return insert(text, lineEnd(text, endOf(last)), `\n${indentAt(text, startOf(list))}- ${recipient}`);
}

function addKey(text: string, secrets: YAMLMap, recipient: string): string | undefined {
  const last = secrets.items.at(-1)?.value as Node | undefined;
  if (!last) return;
  if (secrets.flow) return insert(text, endOf(last), `, recipients: [${recipient}]`);
  const indent = indentAt(text, startOf(secrets));
  return insert(text, lineEnd(text, endOf(last)), `\n${indent}recipients:\n${indent}  - ${recipient}`);
}
