import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Failure, TestResult } from "./types.ts";

interface Report {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: {
      ancestorTitles: string[];
      title: string;
      status: string;
      duration?: number | null;
      failureMessages?: string[];
      meta?: { kept?: string };
    }[];
  }[];
}

export interface Counted {
  tests: TestResult[];
  failures: Failure[];
}

/** Reads vitest's JSON report of the package in `folder`; undefined when there is none. */
export function readReport(path: string, suite: string, folder: string): Counted | undefined {
  if (!existsSync(path)) return;
  const report = JSON.parse(readFileSync(path, "utf8")) as Report;
  const tests: TestResult[] = [];
  const failures: Failure[] = [];
  for (const result of report.testResults) {
    const file = inClone(result.name, folder);
    for (const one of result.assertionResults) {
      const title = [...one.ancestorTitles, one.title].join(" > ");
      const status = one.status === "passed" || one.status === "failed" ? one.status : "skipped";
      const took = one.duration ? { seconds: Math.round(one.duration) / 1000 } : {};
      const kept = one.meta?.kept ? { kept: one.meta.kept } : {};
      tests.push({ suite, file, title, status, ...took, ...kept });
      if (status === "failed") failures.push(failure(title, file, one.failureMessages?.join("\n\n") ?? ""));
    }
    // A file that cannot be loaded, or a hook that fails, has a message of its own.
    if (result.status === "failed" && !result.assertionResults.some((one) => one.status === "failed")) {
      tests.push({ suite, file, title: "the file loads", status: "failed" });
      failures.push(failure("the file loads", file, result.message));
    }
  }
  return { tests, failures };
}

/** Reports keep absolute paths, and a cached one those of the clone where it was made. */
function inClone(path: string, folder: string): string {
  const at = path.lastIndexOf(`/${folder}/`);
  return at < 0 ? path : path.slice(at + 1);
}

const frame = /^\s*(?:❯|at)\s.*?(\/[^\s():]+|[\w./-]+\.ts):(\d+):\d+\)?\s*$/;
const shownLines = 12;

/** The message without its stack, and the line in the test's own file that the stack names. */
export function failure(title: string, file: string, text: string): Failure {
  const lines = stripVTControlCharacters(text).split("\n");
  const line = lines
    .map((l) => frame.exec(l))
    .find((match) => match?.[1] && (file.endsWith(match[1]) || match[1].endsWith(`/${file}`)))?.[2];
  const message = lines
    .filter((l) => !frame.test(l) && !/^\s+at /.test(l))
    .join("\n")
    .trim()
    .split("\n");
  const more = message.length - shownLines;
  return {
    title,
    file,
    ...(line ? { line: Number(line) } : {}),
    message: [...message.slice(0, shownLines), ...(more > 0 ? [`… ${more} more lines`] : [])].join("\n"),
  };
}
