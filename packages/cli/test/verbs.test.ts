import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { beforeAll, describe, expect, it } from "vitest";
import { helpOf } from "../src/run.ts";
import { verbs } from "../src/verbs.ts";
import { logstead } from "./logstead.ts";
import { cliReference, paths } from "./reference.ts";

/** What they print is another program's output, or a form that is asked for with --format. */
const withoutOutputOption = [
  "inventory show",
  "inventory schema",
  "inventory graph",
  "tools exec",
  "lab ssh",
  "lab exec",
  "lab logs",
  "lab open",
  "detector serve",
  "detector export",
  "completion",
];

const all: { path: string[]; group: boolean }[] = [];
for (const [name, verb] of Object.entries(verbs)) {
  const of = paths((await verb.load()).command(verbs), [name]);
  const isGroup = (path: string[]) =>
    of.some((p) => p.length > path.length && path.every((w, i) => p[i] === w));
  all.push(...of.map((path) => ({ path, group: isGroup(path) })));
}

const helps = new Map<string, string>();
beforeAll(async () => {
  for (const path of [[], ...all.map((one) => one.path)]) helps.set(path.join(" "), await helpOf(path));
});

describe("every verb", () => {
  it.each(all)("$path has help with an example and exit codes, without colours", ({ path }) => {
    const help = helps.get(path.join(" ")) ?? "";
    expect(help).toMatch(/^Usage: logstead /);
    expect(help).toMatch(/Examples?:\n +\$ \S/);
    expect(help).toContain("Exit codes: 0 ");
    expect(help).not.toContain("\u001b");
  });

  it.each(all.filter(({ group, path }) => !group && !withoutOutputOption.includes(path.join(" "))))(
    "$path can print JSON",
    ({ path }) => expect(helps.get(path.join(" "))).toMatch(/--output <format>[\s\S]*json/),
  );

  it.each(all)(
    "$path answers a wrong option with exit code 2, one line and the way to the help",
    async ({ path }) => {
      const { code, err, out } = await logstead([...path, "--no-such-option"]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(/^error: .*\n(\(Did you mean .*\n)?See \.\/logstead .*--help$/);
    },
  );

  it("is described in docs/cli.md as it describes itself (LOGSTEAD_UPDATE=1 rewrites it)", async () => {
    const file = join(repoRoot, "docs/cli.md");
    const text = await cliReference(verbs, async (path) => helps.get(path.join(" ")) ?? "");
    if (process.env.LOGSTEAD_UPDATE) writeFileSync(file, text);
    else expect(readFileSync(file, "utf8")).toBe(text);
  });
});
