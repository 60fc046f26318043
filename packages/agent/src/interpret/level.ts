import type { Stage } from "../stages/stage.ts";
import { levelNames } from "../stages/templates.ts";

/** The site's spelling of a level; undefined if the text is no level. */
export function levelMap({ aliases, case: spelling }: Extract<Stage, { type: "level" }>) {
  const known = new Map<string, string>();
  for (const [name, texts] of levelNames(aliases))
    for (const text of texts)
      if (!known.has(text)) known.set(text, spelling === "upper" ? name : name.toLowerCase());
  // Most lines spell a level like an earlier line.
  const seen = new Map<string, string | undefined>();
  return (text: string): string | undefined => {
    if (seen.has(text)) return seen.get(text);
    const level = known.get(trimGo(text).toUpperCase());
    if (seen.size < 1000) seen.set(text, level);
    return level;
  };
}

/** Go's strings.TrimSpace; JavaScript's trim also takes U+FEFF and leaves U+0085. */
const white = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const ends = new RegExp(`^${white}|${white}$`, "g");
const trimGo = (text: string): string => text.replace(ends, "");
