import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadText } from "../../src/index.ts";
import { inventories, nameOf } from "../examples.ts";

const originals = inventories.map((file) => ({ name: nameOf(file), text: readFileSync(file, "utf8") }));

type Damage = (text: string) => string;
const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const lineAt = (lines: string[], share: number) => Math.floor(share * lines.length);

/** What happens to files: letters lost, added or exchanged, lines moved, doubled or cut off. */
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(at, fc.integer({ min: 1, max: 20 })).map(
    ([where, count]): Damage =>
      (text) => {
        const from = Math.floor(where * text.length);
        return text.slice(0, from) + text.slice(from + count);
      },
  ),
  fc.tuple(at, fc.string({ unit: "binary", maxLength: 8 })).map(
    ([where, more]): Damage =>
      (text) => {
        const from = Math.floor(where * text.length);
        return text.slice(0, from) + more + text.slice(from);
      },
  ),
  fc
    .tuple(
      at,
      fc.constantFrom(
        "\t",
        ":",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "'",
        '"',
        "#",
        "&a ",
        "*a",
        "!",
        "|",
        ">",
        "?",
        "%",
        "@",
        "\n",
        "<<: ",
        "null",
        "~",
        "---\n",
        "-1",
        "yes",
        "0x",
        "\0",
        "\ufeff",
        "__proto__: 1",
      ),
    )
    .map(
      ([where, sign]): Damage =>
        (text) => {
          const from = Math.floor(where * text.length);
          return text.slice(0, from) + sign + text.slice(from + 1);
        },
    ),
  fc.tuple(at, at).map(
    ([one, two]): Damage =>
      (text) => {
        const lines = text.split("\n");
        const [a, b] = [lineAt(lines, one), lineAt(lines, two)];
        [lines[a], lines[b]] = [lines[b] as string, lines[a] as string];
        return lines.join("\n");
      },
  ),
  at.map(
    (where): Damage =>
      (text) => {
        const lines = text.split("\n");
        const line = lineAt(lines, where);
        return [...lines.slice(0, line), lines[line], ...lines.slice(line)].join("\n");
      },
  ),
  at.map(
    (where): Damage =>
      (text) =>
        text.slice(0, Math.floor(where * text.length)),
  ),
  fc.tuple(at, fc.integer({ min: -3, max: 3 })).map(
    ([where, by]): Damage =>
      (text) => {
        const lines = text.split("\n");
        const line = lineAt(lines, where);
        const old = lines[line] as string;
        lines[line] = by < 0 ? old.slice(-by) : " ".repeat(by) + old;
        return lines.join("\n");
      },
  ),
);

function expectPlain(text: string): void {
  const loaded = loadText(text, "home.yaml");
  const problems = loaded.ok ? loaded.warnings : loaded.problems;
  if (!loaded.ok) expect(problems.length).toBeGreaterThan(0);
  const lines = text.split("\n");
  for (const problem of problems) {
    expect(problem.code).toMatch(/^[a-z0-9-]+$/);
    expect(problem.message).toMatch(/\S/);
    expect(problem.message).not.toMatch(/undefined|\[object|NaN/);
    expect(problem.fix ?? "").not.toMatch(/undefined|\[object/);
    if (problem.line === undefined) expect(problem.code).toBe("file-too-large");
    else {
      expect(problem.line).toBeLessThanOrEqual(lines.length);
      expect(problem.column).toBeLessThanOrEqual((lines[problem.line - 1] as string).length + 1);
    }
  }
}

describe("random damage", () => {
  test.each(originals.map(({ name, text }) => [name, text]))(
    "%s: never an exception, always a place inside the file",
    (_, text) => {
      const few = fc.array(damage, { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(few, (list) => expectPlain(list.reduce((broken, one) => one(broken), text))),
        { numRuns: Math.ceil(900 / originals.length) },
      );
    },
  );

  test("any text at all", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), expectPlain), { numRuns: 300 });
  });

  test("any text of YAML's own signs", () => {
    const sign = fc.constantFrom(..."{}[]:-?#&*!|>'\"%@` \n\tab0,.<~=\\");
    fc.assert(fc.property(fc.string({ unit: sign, maxLength: 60 }), expectPlain), { numRuns: 1000 });
  });
});
