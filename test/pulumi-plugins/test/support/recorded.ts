import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Document, isCollection, parse, visit } from "yaml";

const folder = join(import.meta.dirname, "../conformance");

export const official = process.env.LOGSTEAD_OFFICIAL_COMMAND;
export const recording = official !== undefined && process.env.LOGSTEAD_RECORD === "1";
export const standIn = join(import.meta.dirname, "../../bin/resource-command/pulumi-resource-command");

export function readRecorded<T>(file: string): T[] {
  return parse(readFileSync(join(folder, file), "utf8"));
}

/** One key a line for each case, and what stands under it on one line where it fits. */
export function writeRecorded(file: string, cases: unknown[], blockDepth: number): void {
  const document = new Document(cases, { aliasDuplicateObjects: false });
  visit(document, {
    Collection(_, node, path) {
      if (isCollection(node)) node.flow = path.filter(isCollection).length >= blockDepth;
    },
  });
  for (const item of (document.contents as { items: { spaceBefore?: boolean }[] }).items.slice(1))
    item.spaceBefore = true;
  writeFileSync(join(folder, file), document.toString({ lineWidth: 110, flowCollectionPadding: true }));
}
