import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { ExitCode, type Problem, ProblemError, problem, repoRoot } from "@logstead/base";
import { parseDocument } from "yaml";

/** A host as `molecule.yml` asks for it. */
export interface Platform {
  /** The name in the inventory; that of a lab host asks for exactly this host. */
  name: string;
  /** What the lab host must have, such as `containers`. */
  labRoles: string[];
  /** Programs that Logstead does not bring, which must be on PATH; without them the scenario is skipped. */
  programs: string[];
}

/** A folder with a `molecule.yml`, in the layout of Molecule. */
export interface Scenario {
  role: string;
  name: string;
  /** The folder of the role. */
  roleDir: string;
  dir: string;
  platforms: Platform[];
  /** Variables that `provisioner.env` gives to Ansible. */
  env: Record<string, string>;
  /** Optional playbooks that are there. */
  has: { sideEffect: boolean; cleanup: boolean; verify: boolean; tests: boolean };
}

const rolesDir = join(repoRoot, "ansible/roles");
const sampleDir = join(repoRoot, "test/molecule-runner/sample/roles");

/** Folders of roles that have scenarios: the project's and the sample. */
export function roleFolders(): string[] {
  return [rolesDir, sampleDir].flatMap((dir) =>
    existsSync(dir)
      ? readdirSync(dir)
          .sort()
          .map((name) => join(dir, name))
          .filter((role) => existsSync(join(role, "molecule")))
      : [],
  );
}

/**
 * What `ROLE[/SCENARIO]` names: a role by name or by its folder; without a scenario its `default` one,
 * or all with `full`.
 */
export function findScenarios(wanted: string, options: { full?: boolean } = {}): Scenario[] {
  const roleDir = folderOf(wanted);
  if (roleDir) {
    const names = scenarioNames(roleDir);
    const some = options.full || !names.includes("default") ? names : ["default"];
    return some.map((name) => readScenario(roleDir, name));
  }
  const slash = wanted.lastIndexOf("/");
  const parent = slash > 0 ? folderOf(wanted.slice(0, slash)) : undefined;
  if (parent) return [readScenario(parent, wanted.slice(slash + 1))];
  throw new ProblemError(
    problem("molecule-unknown-role", `there is no role '${wanted}' with scenarios`, {
      got: wanted,
      want: roleFolders()
        .map((dir) => basename(dir))
        .join(", "),
    }),
    ExitCode.usage,
  );
}

function folderOf(role: string): string | undefined {
  const named = roleFolders().find((dir) => basename(dir) === role);
  if (named) return named;
  const path = resolve(role);
  return existsSync(join(path, "molecule")) ? path : undefined;
}

export function scenarioNames(roleDir: string): string[] {
  const dir = join(roleDir, "molecule");
  const names = readdirSync(dir).filter((name) => existsSync(join(dir, name, "molecule.yml")));
  return names.sort((a, b) => Number(b === "default") - Number(a === "default") || a.localeCompare(b));
}

/** Reads one scenario; all that is wrong with it is told at once, before a host is taken. */
export function readScenario(roleDir: string, name: string): Scenario {
  const dir = join(roleDir, "molecule", name);
  const path = join(dir, "molecule.yml");
  const file = relative(process.cwd(), path);
  if (!existsSync(path))
    throw new ProblemError(
      problem("molecule-unknown-scenario", `the role '${basename(roleDir)}' has no scenario '${name}'`, {
        got: name,
        want: scenarioNames(roleDir).join(", "),
      }),
      ExitCode.usage,
    );
  const document = parseDocument(readFileSync(path, "utf8"));
  const config = (document.errors.length === 0 ? document.toJS() : {}) ?? {};
  const problems = [
    ...document.errors.map((error) =>
      problem("molecule-yaml", error.message.split("\n")[0] ?? "", {
        file,
        line: error.linePos?.[0].line ?? 1,
      }),
    ),
    ...(document.errors.length === 0 ? configProblems(config, file) : []),
  ];
  if (!existsSync(join(dir, "converge.yml")))
    problems.push(
      problem("molecule-no-converge", "the scenario has no converge.yml", {
        file: relative(process.cwd(), dir),
      }),
    );
  if (problems.length > 0) throw new ProblemError(problems, ExitCode.problems);
  const here = (file: string) => existsSync(join(dir, file));
  return {
    role: basename(roleDir),
    name,
    roleDir,
    dir,
    platforms: config.platforms.map((p: { name: string; lab_roles?: string[]; programs?: string[] }) => ({
      name: p.name,
      labRoles: p.lab_roles ?? [],
      programs: p.programs ?? [],
    })),
    env: config.provisioner?.env ?? {},
    has: {
      sideEffect: here("side_effect.yml"),
      cleanup: here("cleanup.yml"),
      verify: here("verify.yml"),
      tests: here("tests") && statSync(join(dir, "tests")).isDirectory(),
    },
  };
}

interface Config {
  driver?: { name?: string };
  dependency?: { name?: string; enabled?: boolean };
  platforms?: unknown;
  provisioner?: { env?: Record<string, string> };
}

function configProblems(config: Config, file: string): Problem[] {
  const problems: Problem[] = [];
  const driver = config.driver?.name ?? "default";
  if (driver !== "default")
    problems.push(
      problem("molecule-driver", "hosts come from the lab, so only the driver 'default' works", {
        ...{ file, path: "driver.name", got: driver, want: "default" },
        fix: "leave `driver` out",
      }),
    );
  if (config.dependency && config.dependency.enabled !== false)
    problems.push(
      problem("molecule-dependency", "a scenario runs offline and fetches nothing", {
        ...{ file, path: "dependency.enabled", got: "true", want: "false" },
        fix: "leave `dependency` out; roles and collections come with the clone and the tools",
      }),
    );
  const platforms = Array.isArray(config.platforms) ? config.platforms : [];
  const names = platforms.map((p) => p?.name);
  if (
    platforms.length === 0 ||
    names.some((n) => typeof n !== "string") ||
    new Set(names).size < names.length
  )
    problems.push(
      problem("molecule-platforms", "the scenario does not say which hosts it needs", {
        ...{ file, path: "platforms", want: "at least one platform, each with a name of its own" },
        fix: "platforms:\n  - name: instance",
      }),
    );
  return problems;
}
