import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LabHost, openLab } from "@logstead/lab";
import { describe, expect, it } from "vitest";
import { demand } from "../src/hosts.ts";
import { preconditions } from "../src/preconditions.ts";
import { findScenarios, type Platform, readScenario } from "../src/scenario.ts";
import { phasesOf } from "../src/steps.ts";
import { configFor, readConfig } from "../src/workspace.ts";
import { sample, temporary } from "./helper.ts";

const dir = temporary();

function role(name: string, files: Record<string, string>): string {
  const folder = join(dir, name, "molecule/default");
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return join(dir, name);
}

describe("scenarios", () => {
  it("are found by the role's name or folder; all of them with `full`", () => {
    const names = (wanted: string, full = false) => findScenarios(wanted, { full }).map((s) => s.name);
    expect(names("greeting")).toEqual(["default"]);
    expect(names(sample, true)).toEqual(["default", "alternative"]);
    expect(names("greeting/alternative")).toEqual(["alternative"]);
    expect(() => names("greting")).toThrow("want: ");
    expect(() => names("greeting/defalt")).toThrow("want: default, alternative");
  });

  it("have the phases they have files for", () => {
    const [main, other] = findScenarios("greeting", { full: true }).map(phasesOf);
    expect(main).toEqual([
      ...["create", "check-virgin", "converge", "idempotence", "check-converged", "verify"],
      ...["side-effect", "verify-again", "destroy"],
    ]);
    expect(other).not.toContain("side-effect");
    const bare = role("bare", { "molecule.yml": "platforms: [{name: a}]", "converge.yml": "[]" });
    expect(phasesOf(readScenario(bare, "default"))).not.toContain("verify");
  });

  it("tell everything that is wrong at once", () => {
    const wrong = role("wrong", {
      "molecule.yml": "driver: {name: docker}\ndependency: {name: galaxy}\nplatforms: [{name: a}, {name: a}]",
    });
    expect(() => readScenario(wrong, "default")).toThrow(
      /molecule-driver[\s\S]*molecule-dependency[\s\S]*molecule-platforms[\s\S]*molecule-no-converge/,
    );
    const torn = role("torn", { "molecule.yml": "platforms: [\n", "converge.yml": "[]" });
    expect(() => readScenario(torn, "default")).toThrow(/molecule.yml:\d+: .*molecule-yaml/);
  });
});

describe("demand", () => {
  const host = (name: string, ...roles: string[]): LabHost => ({ name, roles, address: "", user: "deploy" });
  const pool = [host("ocean", "containers"), host("dns01"), host("node005")];
  const platform = (name: string, ...labRoles: string[]): Platform => ({ name, labRoles, programs: [] });
  const of = (...platforms: Platform[]) =>
    demand(pool, { ...readScenario(sample, "default"), platforms }, "lab");

  it("asks for whatever is free when all instances want the same", () => {
    expect(of(platform("a"), platform("b"))).toEqual({ roles: [], among: ["ocean", "dns01", "node005"] });
    expect(of(platform("a", "containers"))).toMatchObject({ roles: ["containers"] });
  });

  it("chooses when they differ, and leaves special hosts to those that need them", () => {
    expect(of(platform("a"), platform("b", "containers"))).toEqual({ among: ["dns01", "ocean"] });
    expect(of(platform("node005"), platform("b"))).toEqual({ among: ["node005", "dns01"] });
  });

  it("says what is missing", () => {
    expect(() => of(platform("a", "containers"), platform("b", "containers"))).toThrow(
      /molecule-no-hosts[\s\S]*got: +ocean \(containers\), dns01, node005\n +want: +a \(containers\), b/,
    );
  });
});

describe("preconditions", () => {
  it("say how to get what is missing", async () => {
    await expect(preconditions("no-such-lab")).rejects.toThrow("./logstead lab up --name no-such-lab");
    expect(() => openLab("no-such-lab")).toThrow("lab-not-there");
  });

  it("a run's open connections are its own", () => {
    const [one, other] = ["/tmp/one", "/tmp/other"].map((folder) => configFor(folder).ssh_connection);
    expect(one?.control_path).toBe("/tmp/one/%%C");
    expect(other).toEqual({ ...one, control_path: "/tmp/other/%%C" });
  });

  it("the project's ansible.cfg goes to Molecule, but for its paths", () => {
    const path = join(import.meta.dirname, "../../../ansible/ansible.cfg");
    const { defaults, ssh_connection: ssh } = readConfig(path);
    expect(defaults).toMatchObject({ host_key_checking: "True" });
    expect(defaults).not.toHaveProperty("roles_path");
    expect(ssh).toMatchObject({ pipelining: "True", ssh_args: expect.stringContaining("ControlPersist") });
  });
});
