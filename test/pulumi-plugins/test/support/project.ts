import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { pluginEnv } from "../../src/index.ts";
import type { Properties } from "../../src/kit/values.ts";
import { pulumi as pulumiPath } from "./pulumi.ts";

const packageFolder = join(import.meta.dirname, "../..");

export interface Ended {
  code: number | null;
  output: string;
}

export interface Project {
  folder: string;
  stateFile: string;
  env: NodeJS.ProcessEnv;
  pulumi(args: string[], env?: Record<string, string>): Promise<Ended>;
  /** The resources in the state, as the file backend keeps them. */
  resources(): StoredResource[];
  remove(): void;
}

export interface StoredResource {
  type: string;
  urn: string;
  id?: string;
  delete?: boolean;
  inputs?: Properties;
  outputs?: Properties;
}

/**
 * A Pulumi project in a folder of its own, with a file backend, an empty home and stack `dev`, so that
 * no test sees another one's state or the state of whoever runs the tests.
 */
export async function makeProject(
  files: Record<string, string>,
  template?: Project,
  { sdk = true } = {},
): Promise<Project> {
  const root = mkdtempSync(join(tmpdir(), "logstead-pulumi-"));
  const folder = join(root, "project");
  const name = /^name: (\S+)/m.exec(files["Pulumi.yaml"] ?? "")?.[1] ?? "";
  const { pulumi, env: pluginSettings } = pluginEnv({ use: "tests", programs: { pulumi: pulumiPath } });
  const env = {
    ...process.env,
    ...pluginSettings,
    PULUMI_HOME: join(root, "home"),
    PULUMI_BACKEND_URL: `file://${join(root, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "for tests only",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DEBUG_COMMANDS: "true",
    NO_COLOR: "1",
    // The test runner is started with one, which would let any project find any package.
    NODE_PATH: "",
  };
  const stateFile = join(root, "state/.pulumi/stacks", name, "dev.json");
  const project: Project = {
    folder,
    stateFile,
    env,
    pulumi: (args, more) => runProgram(pulumi, [...args, "--non-interactive"], folder, { ...env, ...more }),
    resources: () => JSON.parse(readFileSync(stateFile, "utf8")).checkpoint.latest?.resources ?? [],
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
  if (template) cpSync(join(template.folder, ".."), root, { recursive: true, verbatimSymlinks: true });
  else {
    mkdirSync(folder);
    mkdirSync(join(root, "state"));
    if (sdk) symlinkSync(join(packageFolder, "node_modules"), join(folder, "node_modules"));
  }
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  if (!template) {
    const made = await project.pulumi(["stack", "init", "dev"]);
    if (made.code !== 0) throw new Error(made.output);
  }
  return project;
}

export const nodeProject = (name: string): string =>
  `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n`;

/** What a program needs to know about its dependencies; the sample and the tests share the package's. */
export const manifest = JSON.stringify({
  type: "module",
  dependencies: { "@pulumi/command": "*", "@pulumi/pulumi": "*" },
});

function runProgram(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => {
        output += data;
      });
    child.once("error", fail);
    child.once("close", (code) => done({ code, output: stripVTControlCharacters(output) }));
  });
}
