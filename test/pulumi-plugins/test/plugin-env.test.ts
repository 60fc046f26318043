import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ProblemError } from "@logstead/base";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pluginEnv, standIns } from "../src/index.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "logstead-plugins-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function program(path: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n", { mode: 0o755 });
  return file;
}
const env = (...path: string[]) => ({ PATH: path.map((folder) => join(root, folder)).join(":"), HOME: root });
const sources = (found: ReturnType<typeof pluginEnv>) =>
  Object.fromEntries(found.plugins.map(({ name, source }) => [name, source]));

function problemsOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("pluginEnv", () => {
  it("puts the stand-ins behind everything else on PATH where nothing official is installed", () => {
    program("bin/pulumi");
    const found = pluginEnv({ use: { environment: "lab" }, env: env("bin", "other") });
    expect(sources(found)).toEqual({ nodejs: "stand-in", command: "stand-in" });
    const folders = standIns.map(({ folder }) => folder);
    expect(found.env.PATH).toBe([join(root, "bin"), join(root, "other"), ...folders].join(":"));
    expect(found.env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION).toBe("true");
  });

  it("gives the same answer when its own environment is already set", () => {
    program("bin/pulumi");
    const first = pluginEnv({ use: "tests", env: env("bin") });
    const second = pluginEnv({ use: "tests", env: { ...env("bin"), ...first.env } });
    expect(second).toEqual(first);
  });

  it("uses official plugins wherever Pulumi finds them, and then changes nothing", () => {
    const pulumi = program("release/pulumi");
    program("release/pulumi-language-nodejs");
    program("home/plugins/resource-command-v1.2.1/pulumi-resource-command");
    mkdirSync(join(root, "bin"));
    symlinkSync(pulumi, join(root, "bin/pulumi"));
    const found = pluginEnv({
      use: { environment: "home" },
      env: { ...env("bin"), PULUMI_HOME: join(root, "home") },
    });
    expect(sources(found)).toEqual({ nodejs: "official", command: "official" });
    expect(found.env).toEqual({});
  });

  it("stands in only for what is absent", () => {
    program("bin/pulumi");
    program("bin/pulumi-resource-command");
    const found = pluginEnv({ use: "tests", env: env("bin") });
    expect(sources(found)).toEqual({ nodejs: "stand-in", command: "official" });
    expect(found.env.PATH).not.toContain("resource-command");
  });

  it("does not take a provider of another version from the cache, as Pulumi does not", () => {
    program("bin/pulumi");
    program(".pulumi/plugins/resource-command-v1.1.0/pulumi-resource-command");
    program(".pulumi/plugins/language-nodejs-v3.1.0/pulumi-language-nodejs");
    const found = pluginEnv({ use: "tests", env: env("bin") });
    expect(sources(found)).toEqual({ nodejs: "official", command: "stand-in" });
  });

  it("refuses every environment but lab, with one problem for each plugin and its fix", () => {
    program("bin/pulumi");
    const problems = problemsOf(() => pluginEnv({ use: { environment: "home" }, env: env("bin") }));
    expect(problems.map(({ code }) => code)).toEqual(["pulumi-plugin-missing", "pulumi-plugin-missing"]);
    expect(problems[1]?.message).toBe(
      "environment 'home' needs Pulumi's resource plugin 'command' 1.2.1, which is not installed",
    );
    expect(problems[1]?.fix).toBe("pulumi plugin install resource command v1.2.1");
  });

  it("is not fooled by an environment that is called tests", () => {
    program("bin/pulumi");
    expect(problemsOf(() => pluginEnv({ use: { environment: "tests" }, env: env("bin") }))).toHaveLength(2);
  });

  it("names the fix where there is no pulumi", () => {
    expect(problemsOf(() => pluginEnv({ use: "tests", env: env("bin") }))[0]).toMatchObject({
      code: "pulumi-missing",
      fix: expect.stringContaining("./logstead tools get pulumi"),
    });
  });

  it("takes pulumi from where it is told, then from LOGSTEAD_PULUMI, then from PATH", () => {
    const [told, named, found] = [program("a/pulumi"), program("b/pulumi"), program("c/pulumi")];
    const all = { ...env("c"), LOGSTEAD_PULUMI: named };
    expect(pluginEnv({ use: "tests", programs: { pulumi: told }, env: all }).pulumi).toBe(told);
    expect(pluginEnv({ use: "tests", env: all }).pulumi).toBe(named);
    expect(pluginEnv({ use: "tests", env: env("c") }).pulumi).toBe(found);
  });

  it("takes the stand-in of another package", () => {
    program("bin/pulumi");
    const kubernetes = {
      kind: "resource",
      name: "kubernetes",
      version: "4.34.2",
      folder: join(root, "k8s"),
    } as const;
    program("k8s/pulumi-resource-kubernetes");
    const found = pluginEnv({ use: "tests", plugins: [kubernetes], env: env("bin") });
    expect(found.plugins).toEqual([
      {
        kind: "resource",
        name: "kubernetes",
        source: "stand-in",
        path: join(root, "k8s/pulumi-resource-kubernetes"),
      },
    ]);
  });
});
