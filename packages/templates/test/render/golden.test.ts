import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openTemplates } from "../../src/index.ts";

/** NAME.njk and NAME.data.json give NAME.expected, a text, or NAME.problems.json. */
const folder = join(import.meta.dirname, "golden");
const names = readdirSync(folder).flatMap((file) => /^([^_].*)\.njk$/.exec(file)?.[1] ?? []);

describe.each(names)("golden %s", (name) => {
  test("renders what stands beside it", () => {
    const data = JSON.parse(readFileSync(join(folder, `${name}.data.json`), "utf8")) as object;
    const rendered = openTemplates(folder).render(`${name}.njk`, data);
    const [file, text] = rendered.ok
      ? [`${name}.expected`, rendered.text]
      : [`${name}.problems.json`, `${JSON.stringify(rendered.problems, null, 2)}\n`];
    if (process.env.LOGSTEAD_UPDATE === "1") writeFileSync(join(folder, file), text);
    expect(existsSync(join(folder, file)), `${file}: ${text}`).toBe(true);
    expect(text).toBe(readFileSync(join(folder, file), "utf8"));
  });
});
