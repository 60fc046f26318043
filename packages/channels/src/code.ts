import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { type ChannelType, kindOf } from "./registry.ts";

/**
 * JavaScript that runs inside n8n: `words.ts`, and `messages` with what each of these kinds says. It is the text of
 * the files here without their types, so n8n sends what a direct call would.
 */
export function messageCode(types: readonly ChannelType[]): string {
  const wanted = [...new Set(types)].sort();
  const kinds = wanted.map((type) => `${type}: (() => {\n${region(type)}\nreturn message;\n})(),`);
  const words = plainScript(read("words")).replaceAll(/^export /gm, "");
  return [words, `const messages = {\n${kinds.join("\n")}\n};`].join("\n\n");
}

const read = (name: string) => readFileSync(join(import.meta.dirname, `${name}.ts`), "utf8");

/** What a kind's file has between the two marks. */
function region(type: ChannelType): string {
  kindOf(type);
  const marked = /^\/\/ #region message\n(.*?)^\/\/ #endregion$/ms.exec(read(type))?.[1];
  if (marked === undefined) throw new Error(`${type}.ts has no region 'message'`);
  return plainScript(marked);
}

/** Types become blanks first, which are then taken out. */
function plainScript(text: string): string {
  const blanked = stripTypeScriptTypes(text);
  let plain = "";
  for (let at = 0; at < text.length; at++) {
    if (blanked[at] === text[at] || blanked[at] !== " ") {
      plain += blanked[at];
      continue;
    }
    let last = at;
    for (let next = at; /\s/.test(blanked[next] ?? "x"); next++)
      if (blanked[next] !== text[next]) last = next;
    at = last;
  }
  return plain.replaceAll(/[ \t]+$/gm, "").trim();
}
