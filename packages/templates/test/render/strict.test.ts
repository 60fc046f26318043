import { describe, expect, test } from "vitest";
import { openTemplates } from "../../src/index.ts";
import { folderWith } from "../support/temporary.ts";

const data = { a: { b: { c: 1 }, empty: "", no: false, nothing: null, list: [1, 2] }, s: "x" };

function problemsOf(template: string): string[] {
  const rendered = openTemplates(folderWith({ "a.njk": template })).render("a.njk", data);
  return rendered.ok
    ? []
    : rendered.problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.code} ${p.path ?? ""}`);
}

describe("a missing name is a problem wherever it is used", () => {
  test.each([
    ["written out", "{= x =}", "1:4 template-undefined x"],
    ["one step down", "{= a.x =}", "1:5 template-undefined a.x"],
    ["three steps down", "{= a.b.c.d =}", "1:9 template-undefined a.b.c.d"],
    ["by index", "{= a.list[2] =}", "1:10 template-undefined a.list[2]"],
    ["by a missing index", "{= a[x] =}", "1:6 template-undefined x"],
    ["in a condition", "\n{| if a.x |}{| endif |}", "2:8 template-undefined a.x"],
    ["in an else branch", "{| if a.no |}{| elif a.x |}{| endif |}", "1:23 template-undefined a.x"],
    ["in a loop", "{| for i in a.x |}{| endfor |}", "1:14 template-undefined a.x"],
    ["in an assignment", "{| set y = a.x |}", "1:13 template-undefined a.x"],
    ["in an argument", "{= s | default(a.x) =}", "1:17 template-undefined a.x"],
    ["in arithmetic", "{= a.b.c + a.x =}", "1:13 template-undefined a.x"],
    ["in a text joined with ~", '{= "x" ~ a.x =}', "1:11 template-undefined a.x"],
    ["in a comparison", "{| if a.x == 1 |}{| endif |}", "1:8 template-undefined a.x"],
    ["in a list", "{= [a.x] | json =}", "1:6 template-undefined a.x"],
    ["in a mapping", '{= {"k": a.x} | json =}', "1:11 template-undefined a.x"],
    ["in a short condition", "{= 1 if a.x else 2 =}", "1:10 template-undefined a.x"],
    ["before a filter", "{= a.x | json =}", "1:5 template-undefined a.x"],
    ["called", "{= a.x(1) =}", "1:5 template-undefined a.x"],
    ["below what may be missing", "{= a.x.y is defined =}", "1:5 template-undefined a.x"],
    ["below what has a default", "{= a.x.y | default(1) =}", "1:5 template-undefined a.x"],
    ["inherited from every object", "{= a.constructor =}", "1:5 template-undefined a.constructor"],
    ["inherited from every object, alone", "{= toString =}", "1:4 template-undefined toString"],
    ["an argument of a macro", "{| macro m(p) |}{= p =}{| endmacro |}{= m() =}", "1:20 template-undefined p"],
    ["null, written out", "{= a.nothing =}", "1:5 template-no-value a.nothing"],
    ["below null", "{= a.nothing.x =}", "1:13 template-undefined a.nothing.x"],
    ["a list, written out", "{= a.list =}", "1:5 template-not-text a.list"],
    ["a function, written out", "{= s.trim =}", "1:5 template-not-text s.trim"],
    ["a text, looped over", "{| for i in s |}{| endfor |}", "1:13 template-not-a-list s"],
    ["a filter that finds nothing", "{= [] | first =}", "1:9 template-undefined [] | first"],
  ])("%s", (_, template, problem) => expect(problemsOf(template)).toEqual([`a.njk:${problem}`]));
});

test("what is there but empty, false or zero is no problem", () => {
  expect(
    problemsOf("{= a.empty =}{= a.no =}{= 0 =}{| if a.nothing |}{| endif |}{| for i in [] |}{| endfor |}"),
  ).toEqual([]);
});

test("each mistake is told once, also from a loop, and all of a render at once", () => {
  const found = problemsOf(
    "{| for i in a.list |}{= i.x =}{= y.z.w =}\n{= y | yaml | indent(2) =}{| endfor |}",
  );
  expect(found.map((one) => one.split(" ").slice(1).join(" "))).toEqual([
    "template-undefined i.x",
    "template-undefined y",
    "template-undefined y",
  ]);
});

test("one render's problems do not stay for the next", () => {
  const templates = openTemplates(folderWith({ "bad.njk": "{= x =}", "good.njk": "{= s =}" }));
  expect(templates.render("bad.njk", data).ok).toBe(false);
  expect(templates.render("good.njk", data)).toEqual({ ok: true, text: "x" });
  expect(templates.render("bad.njk", { x: 1 })).toEqual({ ok: true, text: "1" });
});

test("no template is read from outside of the folder", () => {
  const folder = folderWith({ "in/a.njk": '{| include "../secret.njk" |}', "secret.njk": "s" });
  const rendered = openTemplates(`${folder}/in`).render("a.njk", {});
  expect(rendered).toMatchObject({ problems: [{ code: "template-not-found", file: "a.njk", line: 1 }] });
});

test("inheritance: a block of the parent, filled by the child", () => {
  const templates = openTemplates(
    folderWith({
      "base.njk": "<{| block body |}{= s =}{| endblock |}>",
      "child.njk": '{| extends "base.njk" |}{| block body |}{= super() =}+{= a.b.c =}{| endblock |}',
    }),
  );
  expect(templates.render("child.njk", data)).toEqual({ ok: true, text: "<x+1>" });
});
