import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { execa } from "execa";
import { expect, it } from "vitest";
import { verbs } from "../src/verbs.ts";

const readme = join(repoRoot, "README.md");
const block = /<!-- (file|run): (.+?) -->\n```(\w+)\n[\s\S]*?```\n<!-- \/\1 -->/g;

async function content(kind: string, what: string): Promise<string> {
  if (kind === "file") return readFileSync(join(repoRoot, what), "utf8").trimEnd();
  const { stdout } = await execa(what, { shell: true, cwd: repoRoot, reject: false, env: { NO_COLOR: "1" } });
  return `$ ${what}\n${stdout.trimEnd()}`;
}

it("README shows files as they are and commands with what they print (LOGSTEAD_UPDATE=1 rewrites it)", async () => {
  const old = readFileSync(readme, "utf8");
  let text = old;
  for (const [whole, kind = "", what = "", language = ""] of old.matchAll(block)) {
    const shown = await content(kind, what);
    const fresh = [`<!-- ${kind}: ${what} -->`, `\`\`\`${language}`, shown, "```", `<!-- /${kind} -->`].join(
      "\n",
    );
    text = text.replace(whole, () => fresh);
  }
  if (process.env.LOGSTEAD_UPDATE) writeFileSync(readme, text);
  else expect(old).toBe(text);
});

it("README's first example is at most ten lines and its commands exist", () => {
  const text = readFileSync(readme, "utf8");
  expect(text.indexOf("```yaml")).toBeLessThan(text.indexOf("```console"));
  for (const [, verb] of text.matchAll(/`?\.\/logstead (\w+)/g)) expect(Object.keys(verbs)).toContain(verb);
});
