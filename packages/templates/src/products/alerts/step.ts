import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "./code/types.ts";
import { code, type Kind } from "./n8n/nodes.ts";

/** Items of nodes as plain values, of those that have run in this execution. */
const rowsOf = `const rowsOf = (...names) =>
  names.flatMap((name) => ($(name).isExecuted ? $(name).all().map(({ json }) => json) : [])).filter((json) => Object.keys(json).length > 0);`;

/** A Code node from functions in `code/` and more code, called once; the values it returns become items. */
export function step(
  files: string[],
  { schema, digest, ...settings }: Settings,
  call: string,
  more = "",
): Kind {
  const texts = files.map((name) => readFileSync(join(import.meta.dirname, "code", `${name}.js`), "utf8"));
  const plain = texts.map((text) =>
    text.replace(/^\/\/ @ts-check\n|^\/\*\* @import .*\n|^import .*\n|^export /gm, "").trim(),
  );
  const given = files.includes("check") ? { ...settings, schema, digest } : settings;
  const last = `return ${call}.map((json) => ({ json }));\n`;
  const text = [
    ...(more ? [more] : []),
    ...plain,
    rowsOf,
    `const settings = ${JSON.stringify(given)};`,
    last,
  ].join("\n\n");
  // n8n runs code in a separate process, which refuses work when the machine is too busy.
  return { ...code(text), retry: { tries: 3, wait: 1000 } };
}
