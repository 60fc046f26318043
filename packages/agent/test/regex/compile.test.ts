import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { compileRegex } from "../../src/regex/compile.ts";

const seed = Number(process.env.LOGSTEAD_SEED ?? 7);

/** What RE2 itself finds, as lists of groups. */
function oracle(source: string, text: string): (string | undefined)[][] {
  const matcher = RE2JS.compile(source).matcher(text);
  const found: (string | undefined)[][] = [];
  let end = -1;
  while (matcher.find()) {
    if (matcher.start() === matcher.end() && matcher.start() === end) continue;
    end = matcher.end();
    found.push(Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined));
  }
  return found;
}

function ours(source: string, text: string): (string | undefined)[][] {
  return compileRegex(source)
    .all(text)
    .map((match) =>
      Array.from({ length: match.length / 2 }, (_, i) =>
        (match[2 * i] as number) < 0 ? undefined : text.slice(match[2 * i], match[2 * i + 1]),
      ),
    );
}

const atom = fc.constantFrom(
  ..."a b c A k s - = . \\. \\d \\w \\s \\S \\W [ab] [^a] [^\\]x] [a-c0-9] [[:alpha:]] [[:^digit:]] \\pL \\x41 \\n \\t é \\Q.*\\E".split(
    " ",
  ),
  " ",
  "(?i:k)",
  "(?s:.)",
  "\\x{1F600}",
  "[\\s,]",
  "[^\\S ]",
);
const anchor = fc.constantFrom("^", "$", "\\b", "\\B", "\\A", "\\z", "(?m:^)", "(?m:$)");
const expression = fc.letrec<{ node: string; part: string }>((tie) => ({
  node: fc.array(tie("part"), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
  part: fc.oneof(
    { weight: 6, arbitrary: atom },
    { weight: 1, arbitrary: anchor },
    {
      weight: 3,
      arbitrary: fc
        .tuple(atom, fc.constantFrom("*", "+", "?", "*?", "+?", "{2}", "{1,3}", "{0,2}?"))
        .map((p) => p.join("")),
    },
    { weight: 2, arbitrary: tie("node").map((node) => `(${node})`) },
    { weight: 1, arbitrary: fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(?:${a}|${b})`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie("node"), fc.constantFrom("*", "+", "?", "{1,2}"))
        .map(([node, times]) => `(${node})${times}`),
    },
    { weight: 1, arbitrary: tie("node").map((node) => `(?i)${node}`) },
  ),
})).node;
const input = fc
  .array(fc.constantFrom(..."abcAKkſsS-=.]x019é😀\u212a\n\r\t\v\u2028 ,é"), { maxLength: 12 })
  .map((chars) => chars.join(""));

describe("RE2 in JavaScript", () => {
  test("finds what RE2 finds, with the same groups", () => {
    fc.assert(
      fc.property(expression, input, (source, text) => {
        try {
          RE2JS.compile(source);
        } catch {
          return;
        }
        expect(ours(source, text)).toEqual(oracle(source, text));
      }),
      { seed, numRuns: 2000 },
    );
  });

  test("keeps the library's expressions in JavaScript's engine", () => {
    for (const source of [
      String.raw`^(?P<timestamp>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) \[(?P<level>\w+)\] (?P<message>.+)$`,
      String.raw`(?i)password[=:]\s*(\S+)`,
    ])
      expect(compileRegex(source).traits?.catastrophic).toBe(false);
  });

  test("takes no longer for a line made to be slow", () => {
    const evil = compileRegex(String.raw`^(?:\w+\s?)*$`);
    expect(evil.traits?.catastrophic).toBe(true);
    expect(evil.test(`${"a".repeat(5000)}!`)).toBe(false);
    const pairs = compileRegex(String.raw`(\w+)\s*=\s*(\w+)`);
    expect(pairs.test("a".repeat(200_000))).toBe(false);
  });

  test("refuses what RE2 refuses", () => {
    for (const source of ["(?<=a)b", "(?!a)", "(a)\\1", "a**", "[z-a]", "("])
      expect(() => compileRegex(source), source).toThrow();
  });
});
