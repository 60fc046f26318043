import { condition } from "../interpret/condition.ts";
import { writerOf } from "../interpret/replace.ts";
import { compileRegex, type Regex } from "../regex/compile.ts";
import type { Stage } from "../stages/stage.ts";
import { withGroup } from "../stages/templates.ts";
import { expressionsOf, type Rule } from "./rule.ts";
import { addresses } from "./rules/addresses.ts";
import { families, first } from "./rules/all.ts";
import { numbers as likelyNumbers, money } from "./rules/money.ts";
import { scannerOf } from "./scan.ts";
import type { RedactionSettings } from "./settings.ts";
import { stageOf } from "./stages.ts";

export interface Redactor {
  /** The line as a collector would send it; `onHidden` hears the rule of each value that was hidden. */
  redact(line: string, onHidden?: (rule: string) => void): string;
}

export interface RedactorOptions {
  /** The key of hashes; without it values become *** even where the settings ask for hashes. */
  salt?: string | undefined;
}

type Replace = Extract<Stage, { type: "replace" }>;

/** One expression, ready to run. */
interface Step {
  rule: string;
  /** Texts, by their numbers, one of which is in every line it changes; none: it runs where `after` did. */
  texts: readonly number[];
  needs: readonly string[] | undefined;
  regex: Regex;
  write: (text: string) => string;
  /** Whether it hides something, rather than marking it. */
  hides: boolean;
}

/**
 * The collectors' rules in this process: the same line comes out. Most lines do not pass the first filter. In those
 * that do, one scan finds the texts that expressions begin with; only those whose text is there run.
 */
export function openRedactor(settings: RedactionSettings, { salt }: RedactorOptions = {}): Redactor {
  const texts: string[] = [];
  // Four characters tell nearly as much as all, and the scanner's table stays in the processor's cache.
  const idOf = (text: string) => {
    const id = texts.indexOf(text.slice(0, 4));
    return id === -1 ? texts.push(text.slice(0, 4)) - 1 : id;
  };
  const hash = settings.hash && salt !== undefined;
  const stepsOf = (rule: Rule, hashes: boolean): Step[] =>
    expressionsOf(rule).map(({ start, expression }) => {
      const stage = stageOf(rule, expression, hashes) as Replace;
      return {
        rule: rule.name,
        texts: (start === undefined ? (rule.texts ?? rule.needs ?? []) : [start]).map(idOf),
        needs: rule.needs,
        regex: compileRegex(withGroup(stage.expression)),
        write: writerOf(stage, salt),
        hides: stage.replacement === "***",
      };
    });

  const built = settings.enabled ? families.filter((family) => family !== money) : [];
  const steps = built.flatMap((family) => family.rules.flatMap((rule) => stepsOf(rule, hash)));
  const numbers = settings.enabled ? money.rules.flatMap((rule) => stepsOf(rule, hash)) : [];
  const maybeNumbers = compileRegex(likelyNumbers);
  // Most lines have nothing to hide, and one look at each character says so. It lets more pass than the collectors'
  // first filter, which looks behind an at sign.
  const mayHide = condition([...first.texts, "@"], [likelyNumbers]);
  const hashPlaces = (settings.ips === "hash" || settings.hash) && salt !== undefined;
  const always = settings.ips === "keep" ? [] : addresses.rules.flatMap((rule) => stepsOf(rule, hashPlaces));
  for (const { name, expression, replacement } of settings.rules)
    always.push({
      rule: name,
      texts: [],
      needs: undefined,
      regex: compileRegex(withGroup(expression)),
      write: writerOf(
        { type: "replace", expression, replacement, hash: hash && replacement === "***" },
        salt,
      ),
      hides: true,
    });

  const scanner = scannerOf(texts);
  const found = new Uint32Array(texts.length);
  let mark = 0;

  return {
    redact(line, onHidden) {
      let out = line;
      if (settings.enabled && mayHide(line)) out = hide(line, onHidden);
      for (const step of always) out = replaceGroups(out, step, onHidden);
      return out;
    },
  };

  function hide(line: string, onHidden?: (rule: string) => void): string {
    let out = line;
    mark = mark === 0xffffffff ? 1 : mark + 1;
    if (steps.length > 0 && scanner.scan(line, found, mark)) {
      // A step that marks a key calls those that look for the mark.
      const notice = (step: Step) => step.texts.some((id) => found[id] === mark);
      // Rules that need the same texts stand behind one filter, which looks before the first of them.
      let needs: readonly string[] | undefined;
      let met = true;
      for (const step of steps) {
        if (!notice(step)) continue;
        if (step.needs !== needs) {
          needs = step.needs;
          met = !needs || needs.some((text) => out.includes(text));
        }
        if (!met) continue;
        const before = out;
        out = replaceGroups(out, step, onHidden);
        if (!step.hides && out !== before) scanner.scan(out, found, mark);
      }
    }
    if (numbers.length > 0 && maybeNumbers.test(out))
      for (const step of numbers) out = replaceGroups(out, step, onHidden);
    return out;
  }
}

/** As Promtail's replace stage does it: each group of each match, left to right, nested ones only once. */
function replaceGroups(
  line: string,
  { rule, regex, write, hides }: Step,
  onHidden?: (rule: string) => void,
): string {
  let out = "";
  let end = 0;
  for (const match of regex.all(line))
    for (let i = 2; i < match.length; i += 2) {
      const from = match[i] as number;
      if (from < end) continue;
      const text = line.slice(from, match[i + 1]);
      const written = write(text);
      out += line.slice(end, from) + written;
      end = match[i + 1] as number;
      if (hides && written !== text) onHidden?.(rule);
    }
  return out === "" && end === 0 ? line : out + line.slice(end);
}
