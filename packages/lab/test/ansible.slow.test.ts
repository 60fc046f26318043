import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDir } from "@logstead/base";
import { run } from "@logstead/base/process";
import { afterAll, describe, expect, it } from "vitest";
import { labUp, planWith } from "../src/index.ts";
import { noLab, ownState } from "./helper.ts";

/** Ansible where it is installed already; this test gets none. */
const dir = cacheDir("tools", "ansible");
const bin = (existsSync(dir) ? readdirSync(dir) : [])
  .map((entry) => join(dir, entry, "bin"))
  .find((entry) => existsSync(join(entry, "ansible-playbook")));

describe.skipIf(noLab || !bin)("Ansible", () => {
  const name = "plays";
  ownState(name);
  const folder = mkdtempSync(join(tmpdir(), "logstead-plays-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("[INV-01] changes hosts from outside their network, installs packages, and changes nothing the second time", async () => {
    const lab = await labUp(planWith(["node005", "node006"]), { name });
    writeFileSync(join(folder, "hosts.yml"), "all:\n  hosts: {node005: , node006: }\n");
    writeFileSync(
      join(folder, "play.yml"),
      `- hosts: all
  become: true
  tasks:
    - ansible.builtin.apt: {name: [jq], update_cache: true, cache_valid_time: 3600, install_recommends: false}
    - ansible.builtin.copy: {dest: /etc/motd, content: "{{ inventory_hostname }}\\n", mode: "0644"}
    - ansible.builtin.systemd_service: {name: cron, state: started, enabled: true}
`,
    );
    const play = () =>
      run(
        join(bin as string, "ansible-playbook"),
        ["-i", join(folder, "hosts.yml"), join(folder, "play.yml")],
        {
          env: {
            ...process.env,
            PATH: `${bin}:${process.env.PATH}`,
            ANSIBLE_SSH_ARGS: `-F ${lab.sshConfig} -o ControlMaster=auto -o ControlPersist=30s`,
            ANSIBLE_PIPELINING: "1",
            ANSIBLE_PYTHON_INTERPRETER: "/usr/bin/python3",
            ANSIBLE_HOME: folder,
          },
        },
      );
    const first = await play();
    expect(first.stdout).toMatch(/node005 .*changed=2 .*failed=0/);
    const second = await play();
    expect([second.code, second.stdout.match(/changed=0/g)?.length]).toEqual([0, 2]);
  });
});
