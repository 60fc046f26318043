import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ExitCode, ProblemError, problem, repoRoot } from "@logstead/base";
import { staticNames } from "./statics.ts";
import type { UnitSelection } from "./units.ts";
import { testFiles, workspace } from "./workspace.ts";

export interface Selection {
  statics: string[];
  units: UnitSelection | undefined;
  /** Only tests whose title matches count: vitest reports all others as skipped. */
  title?: RegExp;
}

/** What `--only PATTERN` means: names of suites, else test files by path, else tests by title. */
export function select(pattern: string | undefined): Selection {
  if (pattern === undefined) return { statics: staticNames, units: {} };
  const files = workspace().flatMap((pkg) =>
    pkg.tasks.flatMap((task) => testFiles(pkg, task).map((path) => ({ path, pkg: pkg.name }))),
  );
  const packages = packagesOf(files);
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
      units: { packages: packagesOf(byPath), files: byPath.map((file) => file.path) },
    };
  // Titles can be composed, so a package without the text in its tests is left out only if others have it.
  const byText = files.filter((file) => title.test(readFileSync(join(repoRoot, file.path), "utf8")));
  const within = byText.length > 0 ? packagesOf(byText) : packages;
  return {
    statics: [],
    units: { packages: within, title: title.source },
    title,
  };
}

const packagesOf = (files: { pkg: string }[]) => [...new Set(files.map((file) => file.pkg))];

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
