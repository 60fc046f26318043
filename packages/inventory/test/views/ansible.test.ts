import { stateDir } from "@logstead/base";
import { describe, expect, it } from "vitest";
import { ansibleFile, ansibleHost, ansibleList, loadText, type Site } from "../../src/index.ts";

const site = (text: string): Site => {
  const loaded = loadText(text, "test.yaml");
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 1));
  return loaded.site;
};

const small = site(`
site: {name: test}
groups:
  web-servers: {containerLogs: journald}
hosts:
  ocean:
    address: 192.168.1.143/24
    roles: [agent, loki]
    ssh: {user: deploy, port: 2222, identity: ~/.ssh/id, knownHosts: state:hosts/known, proxyCommand: 'ssh -W "%h:%p" $jump'}
  web01: {address: "fd00::1/64", groups: [web-servers], collector: alloy}
`);

describe("Ansible inventory", () => {
  it("groups hosts by role, group, collector, platform and engine, with names Ansible accepts", () => {
    const { _meta, all, ...groups } = ansibleList(small);
    expect(groups).toEqual({
      collector_alloy: { hosts: ["web01"] },
      collector_promtail: { hosts: ["ocean"] },
      engine_docker: { hosts: ["ocean", "web01"] },
      group_web_servers: { hosts: ["web01"] },
      platform_linux: { hosts: ["ocean", "web01"] },
      role_agent: { hosts: ["ocean", "web01"] },
      role_loki: { hosts: ["ocean"] },
    });
    expect(all.children).toEqual([...Object.keys(groups), "ungrouped"]);
    expect(Object.keys(_meta.hostvars)).toEqual(["ocean", "web01"]);
  });

  it("says how a host is reached: address without prefix, user, port, key and a quoted proxy command", () => {
    expect(ansibleHost(small, "ocean")).toMatchObject({
      ansible_host: "192.168.1.143",
      ansible_user: "deploy",
      ansible_port: 2222,
      ansible_ssh_private_key_file: "~/.ssh/id",
      ansible_ssh_common_args: `-o StrictHostKeyChecking=yes -o UserKnownHostsFile=${stateDir("hosts/known")} -o IdentitiesOnly=yes -o ProxyCommand="ssh -W \\"%h:%p\\" \\$jump"`,
    });
    expect(ansibleHost(small, "web01")).toMatchObject({
      ansible_host: "fd00::1",
      ansible_user: "logstead",
      ansible_port: 22,
    });
    expect(ansibleHost(small, "nobody")).toEqual({});
  });

  it("keeps open connections apart that lead to different machines with the same address", () => {
    const lab = site(`
site: {name: lab}
hosts:
  ocean: {address: 192.168.1.143/24, roles: [agent, loki], ssh: {proxyCommand: socat - "TCP:%h:%p"}}
`);
    const home = site(`
site: {name: home}
hosts:
  ocean: {address: 192.168.1.143/24, roles: [agent, loki]}
`);
    const paths = [lab, home, home].map((one) => ansibleHost(one, "ocean").ansible_control_path);
    expect(paths[0]).toMatch(/^%\(directory\)s\/[0-9a-f]{16}$/);
    expect(paths[0]).not.toBe(paths[1]);
    expect(paths[1]).toBe(paths[2]);
  });

  it("as a file has the same groups and variables as the dynamic inventory", () => {
    const { all } = ansibleFile(small) as {
      all: { hosts: Record<string, unknown>; children: Record<string, { hosts: object }> };
    };
    const { _meta, all: listAll, ...groups } = ansibleList(small);
    expect(all.hosts).toEqual(_meta.hostvars);
    expect(
      Object.fromEntries(
        Object.entries(all.children).map(([name, group]) => [name, { hosts: Object.keys(group.hosts) }]),
      ),
    ).toEqual(groups);
    expect(listAll.vars).toMatchObject({
      logstead_environment: "test",
      logstead_loki_url: "https://192.168.1.143:3100",
    });
  });
});
