import fc from "fast-check";
import { expect, test } from "vitest";
import { condition } from "../../src/interpret/condition.ts";
import { openRedactor } from "../../src/redact/redactor.ts";
import { expressionsOf } from "../../src/redact/rule.ts";
import { first, groups } from "../../src/redact/rules/all.ts";
import { likelyNumbers, numbers } from "../../src/redact/rules/money.ts";
import { compileRegex } from "../../src/regex/compile.ts";
import { corpus, negatives, positives } from "./support/corpus.ts";
import { defaults } from "./support/settings.ts";

const rules = groups.flatMap((group) =>
  group.families.flatMap((family) => family.rules.map((rule) => ({ group, rule }))),
);
const isMark = (text: string) => /[\ufdd0-\ufdef]/.test(text);

test("the first filter of a group searches for a part of every text that a rule needs", () => {
  const unseen = rules.filter(({ group: { texts }, rule }) => {
    const covered = (all?: readonly string[]) =>
      all?.every((text) => isMark(text) || texts?.some((part) => text.includes(part)));
    return (
      texts &&
      !(texts.length === 1 && texts[0] === "@") &&
      !covered(rule.needs) &&
      !covered(rule.starts) &&
      !covered(rule.texts)
    );
  });
  expect(unseen.map(({ rule }) => rule.name)).toEqual([]);
});

test("what a rule without starts matches has one of its texts, or its family's expression", () => {
  const lines = corpus.map(({ line }) => line);
  for (const { group, rule } of rules.filter(({ rule }) => !rule.starts))
    for (const { expression } of expressionsOf(rule)) {
      const texts = rule.texts ?? rule.needs;
      const found = lines.filter((line) => compileRegex(expression).test(line));
      const unseen = found.filter((line) =>
        texts
          ? !texts.some((text) => line.includes(text))
          : !group.matches?.some((expression) => compileRegex(expression).test(line)),
      );
      // A restriction by `needs` is part of the rule.
      if (!rule.needs) expect(unseen).toEqual([]);
    }
});

test("the first filter lets every line pass that any rule changes", () => {
  const passes = condition(first.texts, first.matches);
  const stopped = corpus.filter(({ line, secrets }) => secrets.length > 0 && !passes(line));
  expect(stopped).toEqual([]);
});

test("expressions for each sign before a number find what the one for all signs finds", () => {
  const each = likelyNumbers.map(compileRegex);
  const all = compileRegex(numbers);
  const signs = fc.constantFrom(..." =:'\"<>,/;#([{|\t\nx-", "");
  const number = fc.constantFrom(
    "4111111111111111",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532",
    "GB82WEST1234",
  );
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(signs, number).map((parts) => parts.join("")),
        { maxLength: 3 },
      ),
      (parts) => {
        const line = parts.join("x");
        expect(each.some((regex) => regex.test(line))).toBe(all.test(line));
      },
    ),
    { seed: 4711, numRuns: 500 },
  );
});

/** Lines made of pieces of the corpus: keys, signs and values that no line has together. */
const piece = fc.constantFrom(
  ...new Set(corpus.flatMap(({ line }) => line.match(/[\w.@-]+|[^\w\s]+|\s+/g) ?? [])),
);
const mixed = fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join(""));
const anyLine = fc.oneof(
  mixed,
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.constantFrom(...corpus).map(({ line }) => line),
);
const runs = { seed: Number(process.env.LOGSTEAD_SEED ?? 4711), numRuns: 4000 };
const { redact } = openRedactor(defaults);

test("no line makes it throw, and what is hidden stays hidden", () => {
  fc.assert(
    fc.property(anyLine, (line) => {
      const once = redact(line);
      expect(redact(once)).toBe(once);
    }),
    runs,
  );
});

test("what a group's first filter lets pass unseen has nothing that its rules would change", () => {
  fc.assert(
    fc.property(anyLine, (line) => {
      for (const { group, rule } of rules) {
        if (
          group.texts
            ? group.texts.some((text) => line.includes(text))
            : group.matches?.some((expression) => compileRegex(expression).test(line))
        )
          continue;
        // A restriction by `needs` is part of the rule.
        if (rule.needs && !rule.needs.some((text) => line.includes(text))) continue;
        for (const { expression } of expressionsOf(rule))
          expect([expression, line, compileRegex(expression).test(line)]).toEqual([expression, line, false]);
      }
    }),
    { ...runs, numRuns: 500 },
  );
});

test("what the first filter lets pass unseen would not be changed", () => {
  const passes = condition(first.texts, first.matches);
  fc.assert(
    fc.property(anyLine, (line) => {
      fc.pre(!passes(line));
      expect(redact(line)).toBe(line);
    }),
    runs,
  );
});

test("a secret between lines without any is the only thing that changes", () => {
  fc.assert(
    fc.property(fc.constantFrom(...positives), fc.constantFrom(...negatives), ({ line, secrets }, before) => {
      fc.pre(secrets.every((secret) => !before.line.includes(secret)));
      const out = redact(`${before.line} | ${line}`);
      for (const secret of secrets) if (secret.length > 8) expect(out).not.toContain(secret);
    }),
    { ...runs, numRuns: 1500 },
  );
});
