import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repoRoot } from "@logstead/base";

export type UnitTask = "test" | "test:slow";

/** A package of the clone. */
export interface Package {
  /** Without the scope. */
  name: string;
  folder: string;
  /** The packages of the clone that it says it imports. */
  imports: string[];
  tasks: UnitTask[];
}

const scope = "@logstead/";
const isSlow = (file: string) => file.endsWith(".slow.test.ts");

interface Manifest {
  name: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

export function workspace(root = repoRoot): Package[] {
  return globSync("{packages/*,test/*,tools,ansible,infra/*}/package.json", { cwd: root })
    .sort()
    .map((path) => {
      const { name, scripts, ...manifest } = JSON.parse(readFileSync(join(root, path), "utf8")) as Manifest;
      const all = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
      return {
        name: name.replace(scope, ""),
        folder: dirname(path),
        imports: all.filter((n) => n.startsWith(scope)).map((n) => n.slice(scope.length)),
        tasks: (["test", "test:slow"] as const).filter((task) => scripts?.[task] !== undefined),
      };
    });
}

/** The test files of a package that a task runs, relative to the clone. */
export function testFiles({ folder }: Package, task: UnitTask, root = repoRoot): string[] {
  return globSync(`${folder}/{src,test}/**/*.test.ts`, { cwd: root })
    .filter((file) => isSlow(file) === (task === "test:slow"))
    .sort();
}

export const suiteName = (pkg: string, task: UnitTask) => pkg + (task === "test:slow" ? " (slow)" : "");
/** `loki` or `faults/loki`: a test file below its package's folder of tests. */
export const shortName = ({ folder }: Package, file: string) =>
  file
    .slice(folder.length + 1)
    .replace(/^(test|src)\//, "")
    .replace(/(\.slow)?\.test\.ts$/, "");
