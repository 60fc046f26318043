import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { repoRoot } from "@logstead/base";
import { getTool } from "@logstead/tools";
import { execa } from "execa";
import { budgetOf } from "./suites.ts";
import type { Failure, SuiteResult } from "./types.ts";

interface Output {
  ok: boolean;
  stdout: string;
  text: string;
}

interface Static {
  name: string;
  /** Undefined when there is nothing to check. */
  run(signal: AbortSignal | undefined): Promise<Output | undefined>;
  failures(output: Output): Failure[];
}

async function program(command: string, args: string[], signal: AbortSignal | undefined): Promise<Output> {
  const result = await execa(command, args, {
    cwd: repoRoot,
    preferLocal: true,
    localDir: repoRoot,
    reject: false,
    all: true,
    env: { NO_COLOR: "1", FORCE_COLOR: "0" },
    ...(signal ? { cancelSignal: signal } : {}),
  });
  const text = stripVTControlCharacters(result.all || result.message || "");
  return { ok: result.exitCode === 0, stdout: result.stdout, text };
}

/** The checks of the whole clone that are no tests; each counts as one. */
const statics: Static[] = [
  {
    name: "types",
    // The page runs in a browser: it has other types than everything else.
    async run(signal) {
      const parts = await Promise.all(
        [".", "packages/detector/files/page"].map((part) =>
          program("tsc", ["--noEmit", "--pretty", "false", "-p", part], signal),
        ),
      );
      const text = parts.map((part) => part.text).join("\n");
      return { ok: parts.every(({ ok }) => ok), stdout: "", text };
    },
    failures: ({ text }) =>
      [...text.matchAll(/^(\S+?)\((\d+),\d+\): error (TS\d+: .*)$/gm)].map(([, file, line, message]) =>
        place(file, line, message),
      ),
  },
  {
    name: "lint",
    run: (signal) => program("biome", ["check", "--error-on-warnings", "--reporter=github", "."], signal),
    failures: ({ text }) =>
      [...text.matchAll(/^::(?:error|warning) title=([^,]*),file=([^,]*),line=(\d+)[^:]*::(.*)$/gm)].map(
        ([, title, file = "", line, message]) =>
          place(relative(repoRoot, file), line, `${message} [${title}]`),
      ),
  },
  {
    name: "unused",
    run: (signal) => program("knip", ["--no-progress", "--reporter", "json"], signal),
    failures: ({ stdout }) => (stdout.startsWith("{") ? unused(JSON.parse(stdout)) : []),
  },
  {
    name: "workflows",
    async run(signal) {
      const folder = join(repoRoot, ".github/workflows");
      if (!existsSync(folder) || readdirSync(folder).length === 0) return;
      const { path } = await getTool("actionlint", signal ? { signal } : {});
      return program(path, ["-oneline", "-no-color"], signal);
    },
    failures: ({ text }) =>
      [...text.matchAll(/^(\S+?):(\d+):\d+: (.*)$/gm)].map(([, file, line, message]) =>
        place(file, line, message),
      ),
  },
];

export const staticNames = statics.map((suite) => suite.name);

const place = (file = "", line?: string, message = ""): Failure => ({
  title: message.split("\n")[0] ?? "",
  file,
  ...(line ? { line: Number(line) } : {}),
  message,
});

/** Knip's report: for each file the unused (or unlisted, unresolved …) things by kind. */
function unused(report: { issues: Record<string, string | { name: string; line?: number }[]>[] }): Failure[] {
  return report.issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, found]) =>
      Array.isArray(found)
        ? found.map((one) => place(String(file), one.line?.toString(), `${kind}: ${one.name}`))
        : [],
    ),
  );
}

/** Undefined when there is nothing to check. */
export async function runStatic(name: string, signal?: AbortSignal): Promise<SuiteResult | undefined> {
  const suite = statics.find((s) => s.name === name);
  if (!suite) throw new Error(`no such check: ${name}`);
  const started = performance.now();
  const output = await suite.run(signal);
  if (!output) return;
  const found = output.ok ? [] : suite.failures(output);
  const failures =
    output.ok || found.length > 0 ? found : [{ title: name, message: output.text.slice(-2000) }];
  const seconds = (performance.now() - started) / 1000;
  return {
    name,
    seconds,
    measured: seconds,
    budget: budgetOf(name),
    cached: false,
    passed: output.ok ? 1 : 0,
    failed: output.ok ? 0 : 1,
    skipped: 0,
    failures,
    tests: [],
  };
}
