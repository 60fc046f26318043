import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "@logstead/base";
import { loadText } from "../../src/index.ts";

export const folder = join(import.meta.dirname, "../invalid");

export interface Invalid {
  name: string;
  text: string;
  /** What the file proves, from its first comment: `[INV-05] two services on one port`. */
  title: string;
}

/** The folder of bad inputs: one file per rule. */
export const invalid: Invalid[] = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .sort()
  .map((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    const title = /^# (.+)$/m.exec(text)?.[1] ?? "";
    return { name: name.replace(/\.yaml$/, ""), text, title };
  });

/** All problems of a text, warnings of a good one included, without the file's name. */
export function problemsOf(text: string): Problem[] {
  const loaded = loadText(text, "file.yaml");
  return (loaded.ok ? loaded.warnings : loaded.problems).map(({ file: _, ...rest }) => rest);
}
