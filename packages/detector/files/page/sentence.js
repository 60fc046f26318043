import { h } from "./dom.js";
import { moment } from "./format.js";

const moments = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/g;

/** A finding's sentence without the stream's name, which stands beside it, and with its times in local time. */
export function sentence({ sentence: text, stream }) {
  const bare = text.startsWith(`${stream}: `) ? text.slice(stream.length + 2) : text;
  const parts = [];
  let at = 0;
  for (const found of bare.matchAll(moments)) {
    parts.push(bare.slice(at, found.index), moment(Date.parse(found[0])));
    at = found.index + found[0].length;
  }
  parts.push(bare.slice(at));
  const [first = "", ...rest] = parts;
  return [`${String(first).charAt(0).toUpperCase()}${String(first).slice(1)}`, ...rest];
}

export const sentenceLine = (member) => h("p.row-sentence", {}, sentence(member));
