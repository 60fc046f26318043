import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatProblem } from "@logstead/base";
import { describe, expect, test } from "vitest";
import { applyFix, isMechanical } from "./support/apply-fix.ts";
import { folder, invalid, problemsOf } from "./support/invalid.ts";

const update = process.env.LOGSTEAD_UPDATE === "1";

describe("bad inputs, one rule a file", () => {
  test.each(invalid.map((one) => [one.title || one.name, one] as const))("%s", (_, { name, text }) => {
    const file = join(folder, `${name}.problems.json`);
    const found = problemsOf(text);
    if (update) writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
    expect(existsSync(file), `${name}.problems.json is missing; LOGSTEAD_UPDATE=1 writes it`).toBe(true);
    expect(found).toEqual(JSON.parse(readFileSync(file, "utf8")));
  });

  test("each file says what it proves and has a problem", () => {
    for (const { name, text, title } of invalid) {
      expect(title, name).not.toBe("");
      expect(problemsOf(text).length, name).toBeGreaterThan(0);
    }
  });

  test("each problem has a place inside its file, and fits on a screen", () => {
    for (const { name, text } of invalid)
      for (const problem of problemsOf(text)) {
        const lines = text.split("\n");
        expect(problem.line, `${name}: ${problem.code}`).toBeLessThanOrEqual(lines.length);
        const line = lines[(problem.line as number) - 1] ?? "";
        expect(problem.column, `${name}: ${problem.code}`).toBeLessThanOrEqual(line.length + 1);
        const shown = formatProblem({ ...problem, file: `${name}.yaml` });
        expect(shown.split("\n").length, shown).toBeLessThanOrEqual(24);
        expect(problem.want, `${name}: ${problem.code} says what is expected`).toBeDefined();
        expect(problem.fix, `${name}: ${problem.code} says what to do`).toBeDefined();
      }
  });

  test("every kind of problem in the source has a bad input", () => {
    const sources = globSync(["src/{check,explain,load,read}/*.ts", "../{channels,fields}/src/*.ts"], {
      cwd: join(folder, "../.."),
    });
    const known = new Set<string>();
    for (const source of sources) {
      const code = readFileSync(join(folder, "../..", source), "utf8");
      const forms = [/\bcode: "([a-z0-9-]+)"/g, /(?:\badd|\bwarn|\bproblem)\(\s*"([a-z0-9-]+)"/g];
      const own = [/report\([^"]*?"([a-z0-9-]+)"/g, /code: .+ \? "([a-z0-9-]+)" : "([a-z0-9-]+)"/g];
      for (const form of [...forms, ...own])
        for (const [, ...codes] of code.matchAll(form))
          for (const one of codes) if (one && one !== "custom") known.add(one);
    }
    for (const what of ["group", "tenant", "log-kind", "pipeline", "host", "channel", "redaction-rule"])
      known.add(`unknown-${what}`);
    const produced = new Set(invalid.flatMap(({ text }) => problemsOf(text).map(({ code }) => code)));
    expect(known.size).toBeGreaterThan(70);
    expect([...known].filter((code) => !produced.has(code) && !fromFiles.has(code))).toEqual([]);
    expect([...produced].filter((code) => !known.has(code))).toEqual([]);
  });
});

/** Kinds that need a real file, an included one or a huge text: see files.test.ts and form.test.ts. */
const fromFiles = new Set([
  "cannot-read",
  "file-too-large",
  "include-not-found",
  "is-a-directory",
  "no-permission",
  "no-such-file",
  "not-a-file",
  "not-utf8",
]);

describe("fixes that are YAML", () => {
  const cases = invalid.flatMap(({ name, text }) =>
    problemsOf(text)
      .filter(({ fix }) => isMechanical(fix) && !text.includes("\n---\n"))
      .map((problem) => [`${name}: ${problem.path ?? problem.code}`, text, problem] as const),
  );

  test.each(cases)("%s goes away and nothing new comes", (_, text, problem) => {
    const id = (p: { code: string; path?: string }) => `${p.code} at ${p.path}`;
    const before = problemsOf(text).map(id);
    const fixed = applyFix(text, problem);
    // A fix may use what has no effect yet, such as a cluster for what only works in one.
    const after = problemsOf(fixed)
      .filter(({ code }) => code !== "no-effect-yet" || code === problem.code)
      .map(id);
    expect(after, fixed).not.toContain(id(problem));
    expect(
      after.filter((one) => !before.includes(one)),
      fixed,
    ).toEqual([]);
  });
});
