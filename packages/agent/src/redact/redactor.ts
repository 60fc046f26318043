import { createHash } from "node:crypto";
import { RE2JS } from "re2js";
import { checks } from "./check.ts";
import { expressionsOf, type Rule } from "./rule.ts";
import { addresses } from "./rules/addresses.ts";
import { families } from "./rules/all.ts";
import { money } from "./rules/money.ts";
import { scannerOf } from "./scan.ts";
import type { OwnRule, RedactionSettings } from "./settings.ts";
import { hashed } from "./template.ts";

export interface Redactor {
  /** The line as a collector would send it; `onHidden` hears the rule of each value that was hidden. */
  redact(line: string, onHidden?: (rule: string) => void): string;
}

export interface RedactorOptions {
  /** The key of hashes; without it values become *** even where the settings ask for hashes. */
  salt?: string | undefined;
}

/** One expression, ready to run. */
interface Step {
  rule: string;
  /** Texts, by their numbers, one of which is in every line it changes. */
  texts: readonly number[];
  needs: readonly string[];
  expression: RegExp;
  keep: RegExp | undefined;
  check: ((value: string) => boolean) | undefined;
}

/**
 * The collectors' rules in this process: the same line comes out. One scan finds the texts that expressions
 * begin with; only those whose text is there run.
 */
export function openRedactor(settings: RedactionSettings, { salt }: RedactorOptions = {}): Redactor {
  const hash = (value: string) =>
    `***${createHash("sha256").update(`${salt}${value}`).digest("hex").slice(0, 12)}***`;
  const replacement = (asHash: boolean) => (asHash && salt !== undefined ? hash : () => "***");

  const texts: string[] = [];
  // Five characters tell nearly as much as all, and the scanner's table stays in the processor's cache.
  const idOf = (text: string) => {
    const id = texts.indexOf(text.slice(0, 5));
    return id === -1 ? texts.push(text.slice(0, 5)) - 1 : id;
  };
  const stepsOf = (rule: Rule): Step[] =>
    expressionsOf(rule).map(({ start, expression }) => ({
      rule: rule.name,
      texts: (start === undefined ? (rule.texts ?? rule.needs ?? []) : [start]).map(idOf),
      needs: rule.needs ?? [],
      expression: new RegExp(expression, "dg"),
      keep: rule.keep === undefined ? undefined : new RegExp(rule.keep),
      check: rule.check && checks[rule.check],
    }));

  const built = settings.enabled ? families.filter((family) => family !== money) : [];
  const steps = built.flatMap((family) => family.rules.flatMap(stepsOf));
  const numbers = settings.enabled ? money.rules.flatMap(stepsOf) : [];
  const maybeNumbers = new RegExp(money.matches as string);
  const places = settings.ips === "keep" ? [] : addresses.rules.flatMap(stepsOf);
  const own = settings.rules.map((rule) => ownRule(rule, settings.hash, replacement));

  const scanner = scannerOf(texts);
  const found = new Uint32Array(texts.length);
  let mark = 0;
  const value = replacement(settings.hash);
  const placeValue = replacement(settings.ips === "hash" || settings.hash);

  return {
    redact(line, onHidden) {
      let out = line;
      mark = mark === 0xffffffff ? 1 : mark + 1;
      if (steps.length > 0 && scanner.scan(line, found, mark)) {
        for (const step of steps) {
          if (!step.texts.some((id) => found[id] === mark)) continue;
          if (step.needs.length > 0 && !step.needs.some((text) => out.includes(text))) continue;
          out = replaceGroups(out, step, value, onHidden);
        }
      }
      if (numbers.length > 0 && maybeNumbers.test(out))
        for (const step of numbers) out = replaceGroups(out, step, value, onHidden);
      for (const step of places)
        out = replaceGroups(out, step, placeValue, onHidden);
      for (const replace of own) out = replace(out, onHidden);
      return out;
    },
  };
}

/** As Promtail's replace stage does it: each group of each match, left to right, nested ones only once. */
function replaceGroups(
  line: string,
  { rule, expression, keep, check }: Step,
  replacement: (value: string) => string,
  onHidden?: (rule: string) => void,
): string {
  expression.lastIndex = 0;
  let out = "";
  let end = 0;
  for (let match = expression.exec(line); match; match = expression.exec(line)) {
    const spans = match.indices as RegExpIndicesArray;
    for (let group = 1; group < spans.length; group++) {
      const span = spans[group];
      if (!span || span[0] < end) continue;
      const text = match[group] as string;
      if (keep?.test(text) || hashed.test(text) || (check && !check(text))) continue;
      out += line.slice(end, span[0]) + replacement(text);
      end = span[1];
      if (text !== "***") onHidden?.(rule);
    }
    if (match[0] === "") expression.lastIndex++;
  }
  return end === 0 ? line : out + line.slice(end);
}

/** A site's own expression is anything RE2 knows, so RE2 itself runs it. */
function ownRule(
  { name, expression, replacement }: OwnRule,
  hash: boolean,
  valueOf: (asHash: boolean) => (value: string) => string,
): (line: string, onHidden?: (rule: string) => void) => string {
  const re2 = RE2JS.compile(expression);
  const value = hash && replacement === "***" ? valueOf(true) : () => replacement;
  return (line, onHidden) => {
    const matcher = re2.matcher(line);
    let out = "";
    let end = 0;
    while (matcher.find())
      for (let group = 1; group <= matcher.groupCount(); group++) {
        const [from, to] = [matcher.start(group), matcher.end(group)];
        if (from === -1 || from < end) continue;
        const text = line.slice(from, to);
        if (hashed.test(text)) continue;
        out += line.slice(end, from) + value(text);
        end = to;
        onHidden?.(name);
      }
    return end === 0 && out === "" ? line : out + line.slice(end);
  };
}
