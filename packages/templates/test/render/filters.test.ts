import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openTemplates } from "../../src/index.ts";
import { folderWith } from "../support/temporary.ts";

/** Any text that a file in UTF-8 can hold. */
const text = fc.string({ unit: "binary", maxLength: 60 });
const tricky = fc.oneof(
  text,
  fc.string({
    unit: fc.constantFrom(
      "\\",
      '"',
      "'",
      "`",
      "$",
      "\n",
      "\r",
      "\t",
      " ",
      "#",
      ":",
      "-",
      "{",
      "=",
      "}",
      "%",
      "\u2028",
      "\ufeff",
      "\u0085",
      "é",
      "0",
    ),
  }),
  fc.constantFrom(
    "yes",
    "off",
    "~",
    "null",
    "0777",
    "1_000",
    "12:30",
    "1e3",
    "2026-01-01",
    "<<",
    "=",
    "---",
    "...",
    "- a",
    "? a",
    "!x",
    "&a",
    "*a",
    "|",
    ">",
  ),
);

/** A filter as a template applies it. */
function filter(expression: string): (x: unknown) => string {
  const templates = openTemplates(folderWith({ "a.njk": `{= x | ${expression} =}` }));
  return (x) => {
    const rendered = templates.render("a.njk", { x });
    if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
    return rendered.text;
  };
}

const goUnquote = (quoted: string) =>
  quoted.startsWith("`") ? quoted.slice(1, -1).replaceAll("\r", "") : (JSON.parse(quoted) as string);

describe("what a filter writes, its reader reads", () => {
  test("yaml: a text, behind a key, by readers of 1.1 and 1.2", () => {
    const yaml = filter("yaml");
    fc.assert(
      fc.property(tricky, (x) => {
        for (const version of ["1.1", "1.2"] as const)
          expect(parse(`a:\n  - k: ${yaml(x)}\n    l: 1\n`, { version })).toEqual({ a: [{ k: x, l: 1 }] });
      }),
    );
  });

  test("yaml: data, indented", () => {
    const yaml = filter("yaml | indent(4)");
    const value = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.oneof(tricky, fc.integer(), fc.boolean(), fc.array(tricky)),
      {
        minKeys: 1,
        noNullPrototype: true,
      },
    );
    fc.assert(
      fc.property(value, (x) => {
        expect(parse(`k:\n    ${yaml(x)}\nl: 1\n`)).toEqual({ k: x, l: 1 });
      }),
    );
  });

  test("json", () => {
    const json = filter("json");
    fc.assert(
      fc.property(fc.jsonValue(), (x) => {
        expect(JSON.parse(json(x))).toEqual(JSON.parse(JSON.stringify(x)));
      }),
    );
  });

  test("alloyString and logqlString", () => {
    const [alloy, logql] = [filter("alloyString"), filter("logqlString")];
    fc.assert(
      fc.property(tricky, (x) => {
        expect(goUnquote(alloy(x))).toBe(x);
        expect(goUnquote(logql(x))).toBe(x);
        expect(alloy(x)).not.toMatch(/[\n\r]/);
      }),
    );
  });

  test("goRegex matches the text and nothing else", () => {
    const goRegex = filter("goRegex");
    fc.assert(
      fc.property(tricky, tricky, (x, y) => {
        expect(RE2JS.matches(goRegex(x), y)).toBe(x === y);
        expect(RE2JS.matches(goRegex(x), x)).toBe(true);
      }),
    );
  });

  test("shellQuote: one word of /bin/sh", () => {
    const shellQuote = filter("shellQuote");
    const word = tricky.filter((x) => !x.includes("\0"));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const script = `printf '%s\\0' ${words.map(shellQuote).join(" ")}`;
        const { stdout } = spawnSync("/bin/sh", ["-s"], { input: script, encoding: "utf8" });
        expect(stdout.split("\0").slice(0, -1)).toEqual(words);
      }),
      { numRuns: 40 },
    );
  });
});

const systemd = spawnSync("systemd-escape", ["--version"]).status === 0;

describe.skipIf(!systemd)(`${systemd ? "" : "skipped: systemd-escape is not on PATH: "}systemdEscape`, () => {
  const run = (args: string[], words: string[]) => {
    const { stdout } = spawnSync("systemd-escape", [...args, "--", ...words], { encoding: "utf8" });
    return stdout.replace(/\n$/, "").split(" ");
  };
  const word = tricky.filter((x) => x !== "" && !/[\0]/.test(x));

  test("writes what systemd-escape writes, and it reads it back", () => {
    const systemdEscape = filter("systemdEscape");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        expect(words.map(systemdEscape)).toEqual(run([], words));
      }),
      { numRuns: 40 },
    );
  });

  test("writes paths as systemd-escape --path", () => {
    const paths = ["/", "//", "/a", "/a//b/", "/a/./b", "a/b", "/.hidden/x", "/a-b/c d", "/é", "/a.b"];
    expect(paths.map(filter('systemdEscape("path")'))).toEqual(run(["--path"], paths));
  });
});

test("what a filter cannot write is told with its place", () => {
  const templates = openTemplates(
    folderWith({ "a.njk": 'a\n {= x | shellQuote =}{= "/../x" | systemdEscape("path") =}' }),
  );
  expect(templates.render("a.njk", { x: "a\0" })).toMatchObject({
    problems: [
      { code: "template-filter", file: "a.njk", line: 2, path: "x | shellQuote" },
      { code: "template-filter", file: "a.njk", line: 2 },
    ],
  });
});
