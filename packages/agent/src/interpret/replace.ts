import { createHash } from "node:crypto";
import { compileRegex } from "../regex/compile.ts";
import { hashDigits, kept } from "../stages/replacement.ts";
import type { Stage } from "../stages/stage.ts";
import { withGroup } from "../stages/templates.ts";
import { encodeText } from "./bytes.ts";
import { checkDigits } from "./digits.ts";
import type { Context, Step } from "./working.ts";

/** Replaces a whole field without a search: how the label policy hides it. */
export const wholeText = "(?s)(.+)";

type Replace = Extract<Stage, { type: "replace" }>;

/** Promtail's replace: each group's text is replaced, later groups inside an earlier one are passed over. */
export function replace(stage: Replace, context: Context, next: Step): Step {
  const regex = compileRegex(withGroup(stage.expression));
  const source = stage.source === undefined ? -1 : context.fields.at(stage.source);
  const named = regex.names.flatMap((name, i) => (name ? [[context.fields.at(name), i] as const] : []));
  const write = writerOf(stage, context.salt);
  if (stage.expression === wholeText && source >= 0)
    return (line) => {
      const text = line.fields[source];
      if (text) line.fields[source] = write(text);
      next(line);
    };
  return (line) => {
    const text = source < 0 ? line.line : line.fields[source];
    if (text === undefined) return next(line);
    const matches = regex.all(text);
    if (matches.length === 0) return next(line);
    const written = new Map<string, string>();
    let result = "";
    let end = 0;
    for (const match of matches)
      for (let i = 2; i < match.length; i += 2) {
        const from = match[i] as number;
        if (from < 0) continue;
        const captured = text.slice(from, match[i + 1]);
        const replaced = write(captured);
        if (end === 0 || end <= from) {
          result += text.slice(end, from) + replaced;
          end = match[i + 1] as number;
        }
        written.set(captured, replaced);
      }
    result += text.slice(end);
    if (source < 0) line.line = result;
    else line.fields[source] = result;
    if (named.length > 0) {
      const first = matches[0] as number[];
      for (const [field, group] of named) {
        const from = first[group * 2] as number;
        const value = written.get(from < 0 ? "" : text.slice(from, first[group * 2 + 1]));
        if (value !== undefined) line.fields[field] = value;
      }
    }
    next(line);
  };
}

/** What a group's text becomes, as the collectors' template says. */
export function writerOf(stage: Replace, salt: string | undefined): (text: string) => string {
  if (stage.hash && salt === undefined) throw new Error("a keyed hash needs its key");
  const keep = kept(stage);
  const stays = keep === undefined ? undefined : compileRegex(keep);
  const valid = stage.check && checkDigits[stage.check];
  return (text) => {
    if (stays?.test(text) || (valid && !valid(text))) return text;
    if (stage.hash) return `***${keyedHash(salt as string, text)}***`;
    return stage.append ? text + stage.replacement : stage.replacement;
  };
}

/** sprig's `Sha2Hash key text | trunc`: SHA-256 of the key and the text, its first digits in hex. */
const keyedHash = (salt: string, text: string): string =>
  createHash("sha256").update(salt).update(encodeText(text)).digest("hex").slice(0, hashDigits);
