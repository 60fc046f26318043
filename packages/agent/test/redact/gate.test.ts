import fc from "fast-check";
import { expect, test } from "vitest";
import { openRedactor } from "../../src/redact/redactor.ts";
import { expressionsOf, textsOf } from "../../src/redact/rule.ts";
import { families } from "../../src/redact/rules/all.ts";
import { stagesOfSettings } from "../../src/redact/stages.ts";
import { compileRegex } from "../../src/regex/compile.ts";
import type { Stage } from "../../src/stages/stage.ts";
import { corpus, negatives, positives } from "./support/corpus.ts";
import { defaults } from "./support/settings.ts";

const gate = stagesOfSettings(defaults)[0] as Extract<Stage, { type: "when" }>;
const rules = families.flatMap((family) => family.rules.map((rule) => ({ family, rule })));

test("the first filter searches for a part of every text that a rule needs", () => {
  const missing = rules.flatMap(({ rule }) =>
    textsOf(rule).filter((text) => !gate.contains?.some((part) => text.includes(part))),
  );
  expect(missing).toEqual([]);
});

test("what a rule without starts matches has one of its texts, or its family's expression", () => {
  const lines = corpus.map(({ line }) => line);
  for (const { family, rule } of rules.filter(({ rule }) => !rule.starts))
    for (const { expression } of expressionsOf(rule)) {
      const texts = rule.texts ?? rule.needs;
      const found = lines.filter((line) => compileRegex(expression).test(line));
      const unseen = found.filter((line) =>
        texts
          ? !texts.some((text) => line.includes(text))
          : !compileRegex(family.matches as string).test(line),
      );
      // A restriction by `needs` is part of the rule.
      if (!rule.needs) expect(unseen).toEqual([]);
    }
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

test("what the first filter lets pass unseen has nothing that a rule would change", () => {
  const passes = (line: string) =>
    !gate.contains?.some((text) => line.includes(text)) && !compileRegex(gate.matches as string).test(line);
  fc.assert(
    fc.property(anyLine, (line) => {
      fc.pre(passes(line));
      for (const { rule } of rules)
        for (const { expression } of expressionsOf(rule)) {
          // A mark is no part of a line.
          if (rule.needs || /\\x\{fdd/.test(expression)) continue;
          expect([expression, compileRegex(expression).test(line)]).toEqual([expression, false]);
        }
    }),
    { ...runs, numRuns: 500 },
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
