import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, lstatSync, readFileSync, readlinkSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { repoRoot } from "@logstead/base";
import type { Lock } from "./lock.ts";
import type { Suite } from "./suites.ts";
import type { Package } from "./workspace.ts";

/** Files on which every result depends. */
const always = ["package.json", "tsconfig.json", "vitest.shared.ts"];
/** What runs the tests is no part of what `./logstead` does for other suites. */
const runner = "proof";

/** The files of the clone with the digest of their content, as git sees them: what it ignores is made, not written. */
export class Files {
  readonly #root: string;
  readonly #digests = new Map<string, string>();
  readonly paths: string[];

  constructor(root = repoRoot) {
    this.#root = root;
    this.paths = listed(root);
  }

  digest(path: string): string {
    let digest = this.#digests.get(path);
    if (digest === undefined) {
      const full = join(this.#root, path);
      const found = lstatSync(full, { throwIfNoEntry: false });
      const content = found?.isSymbolicLink()
        ? readlinkSync(full)
        : found?.isFile()
          ? readFileSync(full)
          : "";
      const mode = found ? `${found.isSymbolicLink()} ${found.mode & 0o100}` : "gone";
      digest = createHash("sha256").update(`${mode}\0`).update(content).digest("hex");
      this.#digests.set(path, digest);
    }
    return digest;
  }
}

function listed(root: string): string[] {
  try {
    const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const out = execFileSync("git", args, {
      cwd: root,
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return [...new Set(out.toString().split("\0").filter(Boolean))].sort();
  } catch {
    // an unpacked archive
    const exclude = ["**/node_modules", "**/reports", ".tools", ".git"];
    return globSync("**", { cwd: root, exclude, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort();
  }
}

/** The packages whose code may run in a suite of `pkg`, itself left out. */
export function closure(pkg: Package, runs: string[], packages: Package[]): Package[] {
  const byName = new Map(packages.map((p) => [p.name, p]));
  const found = new Set<string>();
  const walk = (names: string[], own: boolean) => {
    for (const name of names) {
      if (found.has(name) || name === pkg.name || (name === runner && !own)) continue;
      found.add(name);
      walk(byName.get(name)?.imports ?? [], false);
    }
  };
  walk(pkg.imports, true);
  walk(runs, false);
  return [...found].sort().flatMap((name) => byName.get(name) ?? []);
}

const isTest = (path: string) => path.endsWith(".test.ts");

/**
 * The files on which the outcome of these test files depends: what the package holds without its other tests, of the
 * packages it uses what is not their tests, and what the suite says it reads.
 */
export function inputsOf(
  { pkg, tests, suite }: { pkg: Package; tests: string[]; suite: Suite },
  packages: Package[],
  paths: readonly string[],
): string[] {
  const uses = closure(pkg, suite.runs ?? [], packages);
  const within = (path: string, folder: string) => path.startsWith(`${folder}/`);
  return paths.filter((path) => {
    if (always.includes(path)) return true;
    if (isTest(path)) {
      if (tests.includes(path)) return true;
    } else {
      if (within(path, pkg.folder) && !apart(path)) return true;
      if (uses.some(({ folder }) => within(path, folder) && !within(path, `${folder}/test`)) && !apart(path))
        return true;
    }
    return isRead(path, suite.reads ?? []);
  });
}

/** The last glob that fits decides; hidden files are files like others. */
function isRead(path: string, globs: string[]): boolean {
  const plain = (text: string) => text.replace(/(^|\/)\./g, "$1");
  const last = globs.findLast((glob) => matchesGlob(plain(path), plain(glob.replace(/^!/, ""))));
  return last !== undefined && !last.startsWith("!");
}

/** What is rendered lies in a package's folder and is no part of it: who reads it says so. */
const apart = (path: string) => path.startsWith("ansible/rendered/");

/** The key of a result: everything on which it depends. */
export function keyOf(
  unit: { pkg: Package; tests: string[]; suite: Suite; name: string },
  packages: Package[],
  files: Files,
  lock: Lock,
  stamps: Record<string, string>,
): string {
  const hash = createHash("sha256");
  const add = (...words: string[]) => hash.update(words.join("\0")).update("\n");
  add("1", unit.name, process.version);
  for (const [name, value] of Object.entries(stamps).sort()) add(name, value);
  for (const path of inputsOf(unit, packages, files.paths)) add(path, files.digest(path));
  const folders = [unit.pkg, ...closure(unit.pkg, unit.suite.runs ?? [], packages)].map((p) => p.folder);
  for (const pinned of lock.closure([".", ...folders])) add(pinned);
  return hash.digest("hex");
}
