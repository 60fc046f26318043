import { h } from "./dom.js";

const wildcard = "<*>";

/** A template with its variables as small blocks. */
export const templateText = (template) =>
  template
    .split(wildcard)
    .flatMap((text, i) => (i === 0 ? [text] : [h("span.slot", { title: "variable" }, "•••"), text]));

/**
 * A sample line with the text that stands at the template's variables marked. The constants are looked for one
 * after the other, each behind the one before: linear in the line's length, whatever the line is.
 * @returns {any[]} nodes and texts
 */
export function withSlots(template, line) {
  const constants = template.split(wildcard);
  return aligned(constants, line) ?? aligned(words(constants), line) ?? [line];
}

/** Constants as single words, for lines whose spaces are not those of the template. */
const words = (constants) =>
  constants.flatMap((text) => {
    const parts = text.split(/\s+/).filter(Boolean);
    return parts.length > 0 ? parts : [""];
  });

function aligned(constants, line) {
  const out = [];
  let at = 0;
  for (const [i, constant] of constants.entries()) {
    const text = i === constants.length - 1 ? constant.trimEnd() : i === 0 ? constant.trimStart() : constant;
    const found = text === "" && i === constants.length - 1 ? line.length : line.indexOf(text, at);
    if (found < 0) return undefined;
    const between = line.slice(at, found);
    // What stands before the first constant is the line's header: time, host, level.
    if (i === 0 && between !== "") out.push(h("span.line-head", {}, between));
    else if (between.trim() !== "") out.push(h("mark.slot", {}, between));
    else out.push(between);
    out.push(line.slice(found, found + text.length));
    at = found + text.length;
  }
  if (at < line.length) out.push(line.slice(at));
  return out;
}
