import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { repoRoot } from "@logstead/base";
import { baseKey, labPlan } from "@logstead/lab";
import { toolKey } from "@logstead/tools";
import { type Scenario, scenarioNames } from "./scenario.ts";

/** Raised when a run comes to mean something else in a way no file shows. */
const version = 1;

/** What every scenario depends on: how hosts are made, reached and provisioned. */
const shared = [
  ...["ansible/ansible.cfg", "ansible/collections", "ansible/plugins", "ansible/secret.sh", "ansible/src"],
  ...["ansible/test/tasks", "ansible/test/stand-ins", "packages/base/src", "packages/lab/src"],
  ...["test/molecule-runner/src", "test/molecule-runner/plugins"],
].map((path) => join(repoRoot, path));

/**
 * A digest of all that a scenario's result depends on: its role and those that this includes, itself, what all
 * scenarios share, Ansible and Molecule by their locks, the hosts and their base, and `more`.
 */
export async function scenarioKey(scenario: Scenario, more: string[] = []): Promise<string> {
  const hash = createHash("sha256");
  const tools = toolKey("ansible");
  hash.update(JSON.stringify([version, process.arch, tools, await baseKey(), labPlan(), more]));
  for (const file of scenarioFiles(scenario))
    hash.update(`\0${relative(repoRoot, file)}\0`).update(readFileSync(file));
  return hash.digest("hex").slice(0, 32);
}

/** The files of the clone that a scenario reads, but for those of the program that renders. */
export function scenarioFiles(scenario: Scenario): string[] {
  const own = [...rolesOf(scenario).flatMap(roleFiles), ...below(scenario.dir)];
  const named = own.flatMap((file) => namedFiles(file, scenario.roleDir));
  return [...new Set([...own, ...named, ...shared.flatMap(below)])].sort();
}

/** Folders of the scenario's role and of every role it includes, directly or not. */
export function rolesOf(scenario: Scenario): string[] {
  const found = new Set([scenario.roleDir]);
  let texts = [...roleFiles(scenario.roleDir), ...below(scenario.dir)].filter(isYaml);
  while (texts.length > 0) {
    const text = texts.map((file) => readFileSync(file, "utf8")).join("\n");
    const roles = siblings(scenario.roleDir).filter((dir) => !found.has(dir) && names(text, basename(dir)));
    for (const dir of roles) found.add(dir);
    texts = roles.flatMap(roleFiles).filter(isYaml);
  }
  return [...found];
}

/**
 * Whether a role is a value where roles are named: by `name`, `role` or a variable such as `refused_role`, or
 * alone in a list. Something else of that name counts too: a run too many is better than one too few.
 */
const names = (text: string, role: string) =>
  new RegExp(`(?:^\\s*-\\s+|\\b(?:name|(?:\\w+_)?role):\\s*)["']?${role}["']?\\s*(?:[,}#]|$)`, "m").test(
    text,
  );

const siblings = (roleDir: string) =>
  readdirSync(dirname(roleDir), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(dirname(roleDir), name));

/** A role without its scenarios. */
function roleFiles(dir: string): string[] {
  const scenarios = existsSync(join(dir, "molecule")) ? scenarioNames(dir) : [];
  const folders = scenarios.map((name) => `${join(dir, "molecule", name)}/`);
  return below(dir).filter((file) => !folders.some((folder) => file.startsWith(folder)));
}

/** What scenarios take from beside the roles: `{{ lookup('env', 'MOLECULE_PROJECT_DIRECTORY') }}/../../rendered/lab`. */
function namedFiles(file: string, roleDir: string): string[] {
  if (!isYaml(file)) return [];
  const paths = readFileSync(file, "utf8").matchAll(/MOLECULE_PROJECT_DIRECTORY'\) *}}\/([\w./-]+)/g);
  return [...paths].map(([, path = ""]) => join(roleDir, path)).flatMap(below);
}

const isYaml = (file: string) => /\.ya?ml$/.test(file);

/** All files of a folder, or the file itself; nothing where there is neither. */
function below(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.pyc$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
