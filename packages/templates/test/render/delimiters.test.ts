import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTemplates } from "../../src/index.ts";
import { folderWith } from "../support/temporary.ts";

test("the syntax of every format that is rendered comes out as it went in", () => {
  expect(openTemplates(import.meta.dirname).render("foreign.txt", {})).toEqual({
    ok: true,
    text: readFileSync(join(import.meta.dirname, "foreign.txt"), "utf8"),
  });
});

test("blocks and comments alone on a line leave no line behind, text around them stays", () => {
  const template =
    "a\n{#| said\nin two lines |#}\n  {| if yes |}\nb {= 1 =}{#| beside |#}\n  {| endif |}\nc\n";
  const folder = folderWith({ "a.njk": template });
  expect(openTemplates(folder).render("a.njk", { yes: true })).toEqual({ ok: true, text: "a\nb 1\nc\n" });
});

test("nothing is escaped for HTML", () => {
  const folder = folderWith({ "a.njk": "{= x =}" });
  expect(openTemplates(folder).render("a.njk", { x: `<&>'"` })).toEqual({ ok: true, text: `<&>'"` });
});
