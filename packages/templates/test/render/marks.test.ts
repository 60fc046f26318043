import { expect, it } from "vitest";
import { originsOf } from "../../src/render/marks.ts";
import { openTemplates } from "../../src/render/templates.ts";
import { folderWith } from "../support/temporary.ts";

const files = {
  "a.njk":
    "one\n{| for n in list |}\nitem {= n =}\n{#| a comment |#}\n{| endfor |}\n{| include 'b.njk' |}\nlast {= list[0] =}\n",
  "b.njk": "from b\n",
};

it("says for each line which line of which template made it", () => {
  const folder = folderWith(files);
  const data = { list: [1, 2] };
  const plain = openTemplates(folder).render("a.njk", data);
  const marked = openTemplates(folder, true).render("a.njk", data);
  if (!plain.ok || !marked.ok) throw new Error("does not render");
  const { text, origins } = originsOf(marked.text);
  expect(text).toBe(plain.text);
  expect(text.split("\n").map((line, i) => [line, `${origins[i]?.file}:${origins[i]?.line}`])).toEqual([
    ["one", "a.njk:1"],
    ["item 1", "a.njk:3"],
    ["item 2", "a.njk:3"],
    ["from b", "b.njk:1"],
    ["last 1", "a.njk:7"],
    ["", expect.stringMatching(/^a\.njk:[78]$/)],
  ]);
});
