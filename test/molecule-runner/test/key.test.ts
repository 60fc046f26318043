import { existsSync, globSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { cacheDir, repoRoot } from "@logstead/base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepResult, keptResult } from "../src/kept.ts";
import { rolesOf, scenarioFiles, scenarioKey } from "../src/key.ts";
import { findScenarios, readScenario, roleFolders, type Scenario } from "../src/scenario.ts";
import type { ScenarioResult } from "../src/types.ts";
import { temporary } from "./helper.ts";

const dir = temporary();
const write = (path: string, text: string) => {
  mkdirSync(join(dir, path, ".."), { recursive: true });
  writeFileSync(join(dir, path), text);
};

/** A role that includes others in each of the ways there are, and one that it does not. */
function roles(): Scenario {
  write("first/tasks/main.yml", "- ansible.builtin.include_role:\n    name: second\n");
  write("first/molecule/default/molecule.yml", "platforms: [{name: instance}]");
  write("first/molecule/default/converge.yml", "- hosts: all\n  roles: [{role: first}]\n");
  write("first/molecule/default/side_effect.yml", "- vars: {refused_role: third}\n");
  write("first/molecule/other/molecule.yml", "platforms: [{name: instance}]");
  write("first/molecule/other/converge.yml", "[]");
  write("second/meta/main.yml", "dependencies:\n  - role: fourth # its base\n");
  write("third/tasks/main.yml", "[]");
  write("third/molecule/default/molecule.yml", "platforms: [{name: instance}]");
  write("fourth/tasks/main.yml", "- ansible.builtin.import_role: {name: 'fifth'}\n");
  write("fifth/tasks/main.yml", "- ansible.builtin.debug: {msg: not the apart one}\n");
  write("apart/tasks/main.yml", "[]");
  return readScenario(join(dir, "first"), "default");
}

describe("what a scenario's result depends on", () => {
  it("is its role and all that this includes, however it does", () => {
    expect(rolesOf(roles()).map((role) => basename(role))).toEqual([
      ...["first", "second", "third", "fourth", "fifth"],
    ]);
  });

  it("is every role that the project's roles include", () => {
    for (const scenario of roleFolders().flatMap((role) => findScenarios(role, { full: true }))) {
      const found = rolesOf(scenario);
      for (const role of found)
        for (const file of globSync("tasks/*.yml", { cwd: role })) {
          const text = readFileSync(join(role, file), "utf8");
          for (const [, name = ""] of text.matchAll(/(?:include|import)_role:\s+name: (\w+)/g))
            expect(found, `${role}/${file}`).toContain(join(scenario.roleDir, "..", name));
        }
    }
  });

  it("is the scenario itself, but none of the others", () => {
    const files = scenarioFiles(roles()).map((file) => relative(dir, file));
    expect(files).toContain("first/molecule/default/side_effect.yml");
    expect(files).not.toContain("first/molecule/other/converge.yml");
    expect(files).not.toContain("third/molecule/default/molecule.yml");
    expect(files).not.toContain("apart/tasks/main.yml");
  });

  it("is what it takes from beside the roles, and what all share", () => {
    const [loki] = findScenarios("loki") as [Scenario];
    const files = scenarioFiles(loki).map((file) => relative(repoRoot, file));
    for (const file of [
      "ansible/rendered/lab/hosts/ocean/etc/loki/config.yaml",
      "ansible/test/tasks/refused.yml",
      "ansible/ansible.cfg",
      "ansible/collections/ansible_collections/logstead/host/plugins/modules/files.py",
      "packages/lab/src/start.ts",
      "test/molecule-runner/src/key.ts",
    ])
      expect(files).toContain(file);
    expect(files.filter((file) => file.startsWith("ansible/rendered/lab/hosts/dns01"))).toEqual([]);
  });

  it("gives another key when any of it changes, and the same when nothing does", async () => {
    const scenario = roles();
    const keys = new Set([await scenarioKey(scenario)]);
    keys.add(await scenarioKey(roles()));
    expect(keys.size).toBe(1);
    write("apart/tasks/main.yml", "- ansible.builtin.debug: {msg: apart}\n");
    keys.add(await scenarioKey(scenario));
    expect(keys.size).toBe(1);
    write("fifth/tasks/main.yml", "- ansible.builtin.debug: {msg: another}\n");
    keys.add(await scenarioKey(scenario));
    expect(keys.size).toBe(2);
    keys.add(await scenarioKey(scenario, ["another program"]));
    expect(keys.size).toBe(3);
  });
});

describe("results that are kept", () => {
  const cache = process.env.XDG_CACHE_HOME;
  beforeAll(() => {
    process.env.XDG_CACHE_HOME = join(dir, "cache");
  });
  afterAll(() => {
    if (cache === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = cache;
  });
  const [scenario] = findScenarios("greeting") as [Scenario];
  const result = (more: Partial<ScenarioResult> = {}): ScenarioResult => ({
    ...{ role: scenario.role, scenario: scenario.name, status: "passed", seconds: 35, hosts: {}, phases: [] },
    startedAt: new Date().toISOString(),
    ...more,
  });

  it("are those that passed, under the key they passed with", () => {
    const passed = result();
    keepResult(scenario, "a", passed);
    keepResult(scenario, "b", result({ status: "failed" }));
    keepResult(scenario, "c", result({ status: "skipped" }));
    expect(["a", "b", "c", "d"].map((key) => keptResult(scenario, key))).toEqual([
      ...[passed, undefined, undefined, undefined],
    ]);
  });

  it("do not count for ever, and go with the next one that is kept", () => {
    const days = 31 * 86_400;
    const old = new Date(Date.now() - days * 1000);
    keepResult(scenario, "old", result({ startedAt: old.toISOString() }));
    expect(keptResult(scenario, "old")).toBeUndefined();
    const file = cacheDir("molecule", "greeting-default", "old.json");
    utimesSync(file, old, old);
    keepResult(scenario, "new", result());
    expect(existsSync(file)).toBe(false);
  });
});
