import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ExitCode, ProblemError, problem, repoRoot } from "@logstead/base";
import { staticNames } from "./statics.ts";
import type { UnitOptions } from "./units.ts";

export interface Selection {
  statics: string[];
  units: Pick<UnitOptions, "packages" | "vitestArgs"> | undefined;
  /** Only tests whose title matches count: vitest reports all others as skipped. */
  title?: RegExp;
}

/** What `--only PATTERN` means: names of suites, else test files by path, else tests by title. */
export function select(pattern: string | undefined): Selection {
  if (pattern === undefined) return { statics: staticNames, units: {} };
  const files = testFiles();
  const packages = [...new Set(files.map((file) => file.pkg))];
  const names = pattern.split(",");
  if (names.every((name) => staticNames.includes(name) || packages.includes(name))) {
    const wanted = names.filter((name) => packages.includes(name));
    return {
      statics: names.filter((name) => staticNames.includes(name)),
      units: wanted.length > 0 ? { packages: wanted } : undefined,
    };
  }

  const title = asRegExp(pattern);
  const byPath = files.filter((file) => title.test(file.path));
  if (byPath.length > 0)
    return {
      statics: [],
      units: { packages: packagesOf(byPath), vitestArgs: byPath.map((file) => file.inPackage) },
    };
  // Titles can be composed, so a package without the text in its tests is left out only if others have it.
  const byText = files.filter((file) => title.test(readFileSync(join(repoRoot, file.path), "utf8")));
  const within = byText.length > 0 ? packagesOf(byText) : packages;
  return {
    statics: [],
    units: { packages: within, vitestArgs: ["-t", title.source, "--passWithNoTests"] },
    title,
  };
}

interface TestFile {
  path: string;
  inPackage: string;
  pkg: string;
}

const packagesOf = (files: TestFile[]) => [...new Set(files.map((file) => file.pkg))];

function testFiles(): TestFile[] {
  return globSync("{packages/*,test/*,tools,ansible}/{src,test}/**/*.test.ts", { cwd: repoRoot }).flatMap(
    (path) => {
      const match = /^((?:packages|test)\/([^/]+)|(tools|ansible))\/(.*)$/.exec(path);
      return match ? [{ path, inPackage: match[4] as string, pkg: (match[2] ?? match[3]) as string }] : [];
    },
  );
}

function asRegExp(pattern: string): RegExp {
  const row = /^\[?([A-Z0-9]{2,4}-\d+)\]?$/.exec(pattern)?.[1];
  try {
    return new RegExp(row ? `\\[${row}\\]` : pattern, "i");
  } catch {
    throw new ProblemError(
      problem("bad-pattern", "--only takes a regular expression", {
        got: pattern,
        want: "a suite's name, or a part of titles or file names",
        fix: `./logstead test --only '${pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}'`,
      }),
      ExitCode.usage,
    );
  }
}
