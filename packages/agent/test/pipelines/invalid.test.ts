import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { formatProblem, type Problem } from "@logstead/base";
import { describe, expect, test } from "vitest";
import { loadPipelineText } from "../../src/library/load.ts";

const folder = join(import.meta.dirname, "invalid");
const names = globSync("*.yaml", { cwd: folder }).map((file) => basename(file, ".yaml"));
const text = (name: string) => readFileSync(join(folder, `${name}.yaml`), "utf8");

function problemsOf(name: string): Problem[] {
  const loaded = loadPipelineText(name, folder, text(name), "pipeline.yaml");
  return loaded.ok ? loaded.warnings : loaded.problems;
}

describe("pipelines with one mistake each", () => {
  test.each(names.map((name) => [text(name).split("\n")[0]?.slice(2) ?? "", name]))("%s", (_, name) => {
    const file = join(folder, `${name}.problems.json`);
    const found = problemsOf(name);
    if (process.env.LOGSTEAD_UPDATE === "1") writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
    expect(existsSync(file), `${name}.problems.json is missing; LOGSTEAD_UPDATE=1 writes it`).toBe(true);
    expect(found).toEqual(JSON.parse(readFileSync(file, "utf8")));
    expect(found.length).toBeGreaterThan(0);
  });

  test("each problem has its line, what is expected and what to do", () => {
    for (const name of names)
      for (const problem of problemsOf(name)) {
        const lines = text(name).split("\n");
        const shown = formatProblem(problem);
        expect(problem.line, shown).toBeGreaterThan(1);
        expect(problem.line, shown).toBeLessThanOrEqual(lines.length);
        expect(problem.want, shown).toBeDefined();
        expect(problem.fix, shown).toBeDefined();
      }
  });

  test("every kind of problem has a file", () => {
    const codes = new Set<string>();
    for (const source of globSync("../../src/library/{check,read}.ts", { cwd: import.meta.dirname }))
      for (const [, code] of readFileSync(join(import.meta.dirname, source), "utf8").matchAll(
        /(?:problem|#add)\(\s*"([a-z-]+)"/g,
      ))
        codes.add(code as string);
    const produced = new Set(names.flatMap((name) => problemsOf(name).map(({ code }) => code)));
    expect([...codes].filter((code) => !produced.has(code))).toEqual([]);
  });
});
