import { complement } from "./node.ts";

const cc = (text: string): number[] => [...text].map((char) => char.codePointAt(0) as number);
const digit = cc("09");
const word = [...cc("09"), ...cc("AZ"), ...cc("__"), ...cc("az")];
/** RE2's \s has no vertical tab and nothing beyond ASCII, unlike JavaScript's. */
const space = [9, 10, 12, 13, 32, 32];

/** \d, \S, … */
export const perl: Record<string, number[]> = {
  d: digit,
  w: word,
  s: space,
  D: complement(digit),
  W: complement(word),
  S: complement(space),
};

/** [[:alpha:]], … (https://github.com/google/re2/wiki/Syntax). */
export const posix: Record<string, number[]> = {
  alnum: [...cc("09"), ...cc("AZ"), ...cc("az")],
  alpha: [...cc("AZ"), ...cc("az")],
  ascii: [0, 0x7f],
  blank: [9, 9, 32, 32],
  cntrl: [0, 0x1f, 0x7f, 0x7f],
  digit,
  graph: cc("!~"),
  lower: cc("az"),
  print: cc(" ~"),
  punct: [...cc("!/"), ...cc(":@"), ...cc("[`"), ...cc("{~")],
  space: [9, 13, 32, 32],
  upper: cc("AZ"),
  word,
  xdigit: [...cc("09"), ...cc("AF"), ...cc("af")],
};

/** \pL, \p{Greek} as JavaScript writes it; RE2 knows general categories and scripts by bare names. */
export function property(name: string, negated: boolean): string | undefined {
  const bare = name.startsWith("^") ? name.slice(1) : name;
  const p = negated !== name.startsWith("^") ? "P" : "p";
  for (const body of /^[A-Z][a-z]?$/.test(bare) || bare === "Any" ? [bare] : [`Script=${bare}`])
    try {
      new RegExp(`\\p{${body}}`, "u");
      return `\\${p}{${body}}`;
    } catch {}
  return undefined;
}
