import { RE2JS } from "re2js";
import { analyse, type Traits } from "./analyse.ts";
import { emit } from "./emit.ts";
import { parse } from "./parse.ts";

/** An expression with the meaning Go's regexp package gives it. */
export interface Regex {
  source: string;
  /** Names of the groups by number, "" where there is none. */
  names: readonly string[];
  /** Undefined where JavaScript's engine is not used. */
  traits: Traits | undefined;
  test(text: string): boolean;
  /** The first match: the whole and every group, undefined where a group took no part. */
  exec(text: string): (string | undefined)[] | null;
  /** All matches as Go's FindAllStringSubmatchIndex: start and end of the whole and each group, -1 for none. */
  all(text: string): number[][];
}

/** Longer lines go to RE2JS: backtracking may be quadratic, RE2 never is. */
const longLine = 4096;

/** Characters that need the flag u: halves of pairs, and the two that fold to ASCII letters (ſ and the Kelvin sign). */
const needsUnicode = /[\u017f\u212a\ud800-\udfff]/;

const pairs = /[\ud800-\udbff]/;

const compiled = new Map<string, Regex>();

/** Compiles once per text. Throws RE2JS's syntax error where RE2 refuses the expression. */
export function compileRegex(source: string): Regex {
  let regex = compiled.get(source);
  if (!regex) {
    regex = build(source);
    compiled.set(source, regex);
  }
  return regex;
}

/** Capture groups of an expression. */
export const groupCount = (source: string): number => compileRegex(source).names.length - 1;

function build(source: string): Regex {
  const oracle = RE2JS.compile(source);
  const slow = re2Regex(source, oracle);
  let traits: Traits;
  let names: string[];
  let make: (unicode: boolean, flags: string) => RegExp;
  try {
    const parsed = parse(source);
    traits = analyse(parsed.node);
    names = parsed.names;
    const text = emit(parsed.node, traits.fold === "all");
    const fold = traits.fold === "all" ? "i" : "";
    make = (unicode, flags) => new RegExp(text, `${fold}${unicode ? "u" : ""}${flags}`);
    make(true, "");
    if (names.length !== oracle.groupCount() + 1) return slow;
  } catch {
    return slow;
  }
  if (traits.ownMeaning || traits.catastrophic) return { ...slow, names, traits };

  const unicodeOnly = traits.unicode;
  const wide = make(true, "");
  const plain = unicodeOnly ? wide : make(false, "");
  const pick = (text: string) => (unicodeOnly || !needsUnicode.test(text) ? plain : wide);
  const slowly = (text: string) =>
    (text.length > longLine && traits.loops > 0) || (traits.empty && pairs.test(text));
  let indexed: { plain: RegExp; wide: RegExp } | undefined;
  return {
    source,
    names,
    traits,
    test: (text) => (slowly(text) ? slow.test(text) : pick(text).test(text)),
    exec: (text) => (slowly(text) ? slow.exec(text) : pick(text).exec(text)),
    all(text) {
      if (slowly(text)) return slow.all(text);
      const regex = pick(text);
      if (!regex.test(text)) return [];
      indexed ??= { wide: make(true, "dg"), plain: unicodeOnly ? make(true, "dg") : make(false, "dg") };
      return allIndices(regex === wide && !unicodeOnly ? indexed.wide : indexed.plain, text);
    },
  };
}

function allIndices(regex: RegExp, text: string): number[][] {
  const found: number[][] = [];
  let end = -1;
  for (const match of text.matchAll(regex)) {
    const indices = match.indices as RegExpIndicesArray;
    const [from, to] = indices[0] as [number, number];
    // Go leaves out an empty match that touches the one before.
    if (from === to && from === end) continue;
    end = to;
    found.push([...indices].flatMap((pair) => (pair ? [pair[0], pair[1]] : [-1, -1])));
  }
  return found;
}

function re2Regex(source: string, oracle: RE2JS): Regex {
  const count = oracle.groupCount();
  const names = Array.from({ length: count + 1 }, () => "");
  for (const [name, index] of Object.entries(oracle.namedGroups() as Record<string, number>))
    names[index] = name;
  const groups = Array.from({ length: count + 1 }, (_, i) => i);
  return {
    source,
    names,
    traits: undefined,
    test: (text) => oracle.matcher(text).find(),
    exec(text) {
      const matcher = oracle.matcher(text);
      return matcher.find() ? groups.map((i) => matcher.group(i) ?? undefined) : null;
    },
    all(text) {
      const matcher = oracle.matcher(text);
      const found: number[][] = [];
      let end = -1;
      while (matcher.find()) {
        if (matcher.start() === matcher.end() && matcher.start() === end) continue;
        end = matcher.end();
        found.push(groups.flatMap((i) => [matcher.start(i), matcher.end(i)]));
      }
      return found;
    },
  };
}
