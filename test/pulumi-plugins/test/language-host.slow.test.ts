import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, manifest, nodeProject, type Project } from "./support/project.ts";

/*
 * The expected texts are what the official host of the same version prints for the same programs.
 */
interface Program {
  name: string;
  source: string;
  says: (string | RegExp)[];
  fails: boolean;
}

const unhandled = "error: Running program 'PROJECT' failed with an unhandled exception:";
const programs: Program[] = [
  {
    name: "an error thrown at the top, with the place in the program",
    source: 'function inner(): never {\n  throw new Error("boom");\n}\ninner();',
    says: [unhandled, "Error: boom", "at inner (file://PROJECT/index.ts:2:9)", "1 errored"],
    fails: true,
  },
  {
    name: "a promise nobody handles",
    source: 'Promise.reject(new Error("late"));\nexport const a = 1;',
    says: [unhandled, "Error: late", "index.ts:1:16"],
    fails: true,
  },
  {
    name: "an error in an apply",
    source:
      'import * as pulumi from "@pulumi/pulumi";\npulumi.output(1).apply(() => {\n  throw new Error("in apply");\n});',
    says: [unhandled, "Error: in apply", "index.ts:3:9"],
    fails: true,
  },
  {
    name: "a mistake in the syntax",
    source: "const = 1;",
    says: [unhandled, "index.ts:1", "SyntaxError:"],
    fails: true,
  },
  {
    name: "a module that is not there",
    source: 'import "./nope.ts";',
    says: ["Error: Cannot find module 'PROJECT/nope.ts' imported from PROJECT/index.ts"],
    fails: true,
  },
  {
    name: "an error meant for the user, without a stack",
    source: 'import * as pulumi from "@pulumi/pulumi";\nthrow new pulumi.RunError("only this");',
    says: [/error: only this\n\nResources/],
    fails: true,
  },
  {
    name: "configuration that is missing",
    source: 'import * as pulumi from "@pulumi/pulumi";\nnew pulumi.Config().require("k");',
    says: ["error: Missing required configuration variable 'host:k'", "pulumi config set host:k <value>"],
    fails: true,
  },
  {
    name: "an exit code of its own",
    source: "process.exit(7);",
    says: ["error: an unhandled error occurred: Program exited with non-zero exit code: 7"],
    fails: true,
  },
  {
    name: "what it prints, and its outputs",
    source: 'console.log("to stdout");\nconsole.error("to stderr");\nexport const a: string = "x";',
    says: ["to stdout", "to stderr", 'a: "x"', "+ 1 to create"],
    fails: false,
  },
  {
    name: "the outputs of an async default function",
    source: "export default async () => {\n  await Promise.resolve();\n  return { a: 2 };\n};",
    says: ["a: 2"],
    fails: false,
  },
];

describe("the Node language host reports", () => {
  let project: Project;
  beforeAll(async () => {
    project = await makeProject({ "Pulumi.yaml": nodeProject("host"), "package.json": manifest });
  });
  afterAll(() => project?.remove());

  it.each(programs)("$name", async ({ source, says, fails }) => {
    writeFileSync(join(project.folder, "index.ts"), source);
    const { code, output } = await project.pulumi(["preview", "--stack", "dev"]);
    const text = output.replaceAll(project.folder, "PROJECT");
    for (const expected of says)
      if (typeof expected === "string") expect(text).toContain(expected);
      else expect(text).toMatch(expected);
    expect(code === 0).toBe(!fails);
  });

  it("a project whose SDK is not installed", async () => {
    const bare = await makeProject(
      { "Pulumi.yaml": nodeProject("bare"), "index.ts": "export {};" },
      undefined,
      {
        sdk: false,
      },
    );
    const { output } = await bare.pulumi(["preview", "--stack", "dev"]);
    bare.remove();
    expect(output).toContain(
      "It looks like the Pulumi SDK has not been installed. Have you run pulumi install?",
    );
  });

  it("itself, the runtime and the program's dependencies", async () => {
    const { output } = await project.pulumi(["about", "--stack", "dev"]);
    expect(output).toMatch(/language +nodejs/);
    expect(output).toMatch(/resource +command +1\.2\.1/);
    expect(output).toContain(`version='${process.version}'`);
    expect(output).toMatch(/@pulumi\/command +1\.2\.1/);
  });
});

describe("the Node language host runs", () => {
  it("a TypeScript program in a folder that is no ES module", async () => {
    const files = { "Pulumi.yaml": nodeProject("cjs"), "index.ts": "export const a: number = 3;" };
    const project = await makeProject({ ...files, "package.json": "{}" });
    const { output } = await project.pulumi(["preview", "--stack", "dev"]);
    project.remove();
    expect(output).toContain("a: 3");
  });
});
