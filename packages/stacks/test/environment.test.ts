import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProblemError, repoRoot } from "@logstead/base";
import { load } from "@logstead/inventory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stackEnvironment } from "../src/index.ts";

const siteOf = (name: string) => {
  const loaded = load(join(repoRoot, `infra/environments/${name}.yaml`));
  if (!loaded.ok) throw new ProblemError(loaded.problems);
  return loaded.site;
};

let state: string;
const before = process.env.XDG_STATE_HOME;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "logstead-env-"));
  process.env.XDG_STATE_HOME = state;
});
afterEach(() => {
  if (before === undefined) delete process.env.XDG_STATE_HOME;
  else process.env.XDG_STATE_HOME = before;
  rmSync(state, { recursive: true, force: true });
});

const env = { PATH: process.env.PATH };

describe("the environment for pulumi and ansible-playbook", () => {
  it("has a file backend in the state folder, PATH and Ansible's settings", async () => {
    const { variables } = await stackEnvironment(siteOf("lab"), { env });
    expect(variables).toMatchObject({
      PULUMI_BACKEND_URL: `file://${state}/logstead/stacks`,
      PULUMI_STACK: "lab",
      LOGSTEAD_ENV: "lab",
      LOGSTEAD_RENDERED: join(repoRoot, "ansible/rendered/lab"),
      ANSIBLE_CONFIG: join(repoRoot, "ansible/ansible.cfg"),
    });
    expect(variables.PATH).toMatch(/pulumi[^:]*\/bin:[^:]*ansible/);
  });

  it("keeps a backend and a passphrase that are set already", async () => {
    const own = {
      ...env,
      PULUMI_BACKEND_URL: "s3://states?endpoint=minio.home.arpa:9000&s3ForcePathStyle=true",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/run/secrets/passphrase",
    };
    const { variables } = await stackEnvironment(siteOf("home"), { env: own });
    expect(variables).toMatchObject({
      PULUMI_BACKEND_URL: own.PULUMI_BACKEND_URL,
      PULUMI_CONFIG_PASSPHRASE_FILE: own.PULUMI_CONFIG_PASSPHRASE_FILE,
    });
    expect(variables.PULUMI_CONFIG_PASSPHRASE).toBeUndefined();
  });

  it("makes a passphrase once, in a file of the user's own, and names the file only", async () => {
    const file =
      (await stackEnvironment(siteOf("home"), { env })).variables.PULUMI_CONFIG_PASSPHRASE_FILE ?? "";
    const made = readFileSync(file, "utf8");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = await stackEnvironment(siteOf("home"), { env });
    expect(readFileSync(file, "utf8")).toBe(made);
    expect(JSON.stringify(again.variables)).not.toContain(made);
  });

  it("stands in for missing plugins in the lab only, and tells the others what is missing", async () => {
    const lab = await stackEnvironment(siteOf("lab"), { env });
    expect(lab.problems).toEqual([]);
    const home = await stackEnvironment(siteOf("home"), { env: { ...env, HOME: state } });
    const official = home.plugins.length > 0;
    expect(official || home.problems.every(({ code }) => code === "pulumi-plugin-missing")).toBe(true);
    expect(home.variables.PATH).not.toContain("test/pulumi-plugins");
  });
});
