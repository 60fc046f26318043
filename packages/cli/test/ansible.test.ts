import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { getTool } from "@logstead/tools";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "logstead-ansible-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let env: Record<string, string>;
beforeAll(async () => {
  env = { ...(await getTool("ansible")).env, ANSIBLE_LOCALHOST_WARNING: "false", ANSIBLE_HOME: folder };
}, 600_000);

const logstead = join(repoRoot, "logstead");
const listed = async (source: string, environment: string) =>
  JSON.parse(
    (
      await execa("ansible-inventory", ["-i", source, "--list"], {
        env: { ...env, LOGSTEAD_ENV: environment },
      })
    ).stdout,
  );

describe("the real ansible-inventory", () => {
  it.each(["lab", "home"])(
    "[INV-01] takes the dynamic script and the file of %s alike",
    async (environment) => {
      const dynamic = await listed(join(repoRoot, "ansible/inventory.sh"), environment);
      const file = join(folder, `${environment}.yaml`);
      writeFileSync(
        file,
        (await execa(logstead, ["inventory", "show", "--env", environment, "--format", "ansible-file"]))
          .stdout,
      );
      const fromFile = await listed(file, environment);
      expect(dynamic._meta.hostvars.ocean).toMatchObject({
        ansible_host: "192.168.1.143",
        ansible_user: "logstead",
        logstead_environment: environment,
      });
      expect(Object.keys(dynamic._meta.hostvars).sort()).toEqual([
        "dns01",
        "gateway",
        "node005",
        "node006",
        "ocean",
      ]);
      expect(dynamic.role_loki.hosts).toEqual(["ocean"]);
      expect(fromFile._meta.hostvars).toEqual(dynamic._meta.hostvars);
      const hosts = (list: Record<string, { hosts?: string[] }>) =>
        Object.fromEntries(
          Object.entries(list).flatMap(([name, group]) =>
            group.hosts ? [[name, [...group.hosts].sort()]] : [],
          ),
        );
      expect(hosts(fromFile)).toEqual(hosts(dynamic));
    },
  );

  it("asks the script for one host", async () => {
    const { stdout } = await execa(join(repoRoot, "ansible/inventory.sh"), ["--host", "dns01"], {
      env: { LOGSTEAD_ENV: "home" },
    });
    expect(JSON.parse(stdout)).toMatchObject({
      ansible_host: "192.168.1.10",
      logstead: { name: "dns01", platform: "linux" },
    });
  });
});
