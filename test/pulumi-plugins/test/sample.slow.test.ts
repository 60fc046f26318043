import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secret } from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleStack } from "../sample/stack.ts";
import { pluginEnv } from "../src/index.ts";
import { type Ended, makeProject, manifest, type Project } from "./support/project.ts";
import { pulumi } from "./support/pulumi.ts";

const sample = (file: string) => readFileSync(join(import.meta.dirname, "../sample", file), "utf8");

describe("the sample with plain pulumi", () => {
  let project: Project;
  let files: string;
  const run = (...args: string[]): Promise<Ended> => project.pulumi([...args, "--stack", "dev"]);

  beforeAll(async () => {
    const sources = ["Pulumi.yaml", "index.ts", "stack.ts"].map((file) => [file, sample(file)]);
    project = await makeProject({ ...Object.fromEntries(sources), "package.json": manifest });
    files = join(project.folder, "files");
    await run("config", "set", "folder", files);
    await run("config", "set", "--secret", "key", "hunter2");
  });
  afterAll(() => project?.remove());

  it("previews three resources and makes nothing", async () => {
    const { code, output } = await run("preview");
    expect(output).toContain("+ 4 to create");
    expect(code).toBe(0);
    expect(existsSync(files)).toBe(false);
  });

  it("creates them", async () => {
    const { code, output } = await run("up", "--yes", "--skip-preview");
    expect(output).toContain("+ 4 created");
    expect(code).toBe(0);
    expect(readFileSync(join(files, "greeting"), "utf8")).toBe("hello");
  });

  it("shows no secret in the output and keeps none in the state in plain text", async () => {
    expect((await run("stack", "output")).output).toMatch(/sealed +\[secret\]/);
    const seal = (await run("stack", "output", "sealed", "--show-secrets")).output.trim();
    expect(seal).toMatch(/^[0-9a-f]{64}$/);
    const state = readFileSync(project.stateFile, "utf8");
    expect(state).not.toContain("hunter2");
    expect(state).not.toContain(seal);
  });

  it("changes nothing the second time", async () => {
    const { code, output } = await run("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(output).toContain("4 unchanged");
    expect(code).toBe(0);
  });

  it("replaces the file when the greeting changes, and only it", async () => {
    await run("config", "set", "greeting", "good evening");
    const { output } = await run("up", "--yes", "--skip-preview");
    expect(output).toContain("+-1 replaced");
    expect(output).toContain("~ 1 updated");
    expect(readFileSync(join(files, "greeting"), "utf8")).toBe("good evening");
  });

  it("refreshes without a change", async () => {
    const { code, output } = await run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    expect(output).toContain("4 unchanged");
    expect(code).toBe(0);
  });

  it("removes everything", async () => {
    const { code, output } = await run("destroy", "--yes", "--skip-preview");
    expect(output).toContain("- 4 deleted");
    expect(code).toBe(0);
    expect(existsSync(files)).toBe(false);
  });
});

describe("the sample as an inline program", () => {
  it("goes up, stays the same and goes down", async () => {
    const root = mkdtempSync(join(tmpdir(), "logstead-inline-"));
    const files = join(root, "files");
    try {
      // The Automation API takes a program by its folder: ROOT/bin/pulumi.
      mkdirSync(join(root, "bin"));
      symlinkSync(pulumi, join(root, "bin/pulumi"));
      mkdirSync(join(root, "state"));
      const stack = await LocalWorkspace.createStack(
        {
          projectName: "inline",
          stackName: "dev",
          program: async () => sampleStack({ folder: files, greeting: "hello", key: secret("hunter2") }),
        },
        {
          pulumiCommand: await PulumiCommand.get({ root, skipVersionCheck: true }),
          pulumiHome: join(root, "home"),
          envVars: {
            ...pluginEnv({ use: "tests", programs: { pulumi } }).env,
            PULUMI_BACKEND_URL: `file://${join(root, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: "for tests only",
            PULUMI_SKIP_UPDATE_CHECK: "true",
          },
        },
      );
      const up = await stack.up();
      expect(up.summary.resourceChanges).toEqual({ create: 4 });
      expect(up.outputs.sealed?.secret).toBe(true);
      expect(readFileSync(join(files, "greeting"), "utf8")).toBe("hello");
      expect((await stack.preview()).changeSummary).toEqual({ same: 4 });
      expect((await stack.destroy()).summary.resourceChanges).toEqual({ delete: 4 });
      expect(existsSync(files)).toBe(false);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
