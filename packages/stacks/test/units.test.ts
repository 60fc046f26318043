import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProblemError, repoRoot } from "@logstead/base";
import { load, type Site } from "@logstead/inventory";
import { type Component, type RenderedTree, renderedTree } from "@logstead/templates";
import { afterAll, describe, expect, it } from "vitest";
import { leavingOf, unitsOf } from "../src/index.ts";

const loaded = load(join(repoRoot, "infra/environments/lab.yaml"));
if (!loaded.ok) throw new ProblemError(loaded.problems);
const site: Site = loaded.site;

const roles = mkdtempSync(join(tmpdir(), "logstead-roles-"));
afterAll(() => rmSync(roles, { recursive: true, force: true }));
for (const role of ["base", "agent"]) {
  mkdirSync(join(roles, role, "molecule"), { recursive: true });
  writeFileSync(join(roles, role, "main.yml"), `${role}\n`);
}

const component = (name: string, more: Partial<Component> = {}): Component => ({
  ...{
    name,
    playbook: `${name}.yaml`,
    roles: [name],
    on: () => true,
    after: [],
    brings: [],
    secrets: () => [],
    owns: () => [],
    data: () => [],
    readers: {},
  },
  ...more,
});
const components = [
  component("base"),
  component("agent", {
    after: ["base"],
    secrets: () => ["loki-push-token", "not-of-this-site"],
  }),
];

function tree(changed: Record<string, string> = {}): RenderedTree {
  const files: Record<string, string> = {
    "base.yaml": "- import_playbook: parts/logging.yaml\n",
    "parts/logging.yaml": "- hosts: all\n",
    "agent.yaml": "- hosts: all\n",
    ...Object.fromEntries(
      Object.keys(site.hosts).flatMap((host) => [
        [`hosts/${host}/etc/agent/config.yaml`, `of ${host}`],
        [`hosts/${host}/etc/systemd/system/agent.service`, `of ${host}`],
        [`hosts/${host}/etc/journald.conf`, "journald"],
      ]),
    ),
    ...changed,
  };
  const result = renderedTree(
    Object.entries(files).map(([path, content]) => {
      const owner = path.includes("agent") ? "agent" : "base";
      return [path, { content, mode: 0o644, component: owner }];
    }),
  );
  if (!result.ok) throw new ProblemError(result.problems);
  return result.tree;
}

const hashes = (changed?: Record<string, string>, other: Site = site, machines = {}) =>
  new Map(
    unitsOf(other, tree(changed), { components, roles, machines }).map(({ name, hash }) => [name, hash]),
  );

/** Names of the units whose hash is another one than usual. */
function differing(now: Map<string, string>): string[] {
  const before = hashes();
  return [...now].filter(([name, hash]) => before.get(name) !== hash).map(([name]) => name);
}

describe("units", () => {
  it("are one for each component and host, with the secrets that the site has, after what they need there", () => {
    const units = unitsOf(site, tree(), { components, roles });
    expect(units).toHaveLength(10);
    expect(units.find(({ name }) => name === "agent-dns01")).toMatchObject({
      component: "agent",
      host: "dns01",
      playbook: "agent.yaml",
      secrets: ["loki-push-token"],
      after: ["base-dns01"],
    });
  });

  it("have hashes that stay the same for the same site and tree", () =>
    expect(differing(hashes())).toEqual([]));

  it("change with a host's own file, on this host and for the component that owns the file", () => {
    expect(differing(hashes({ "hosts/dns01/etc/agent/config.yaml": "other" }))).toEqual(["agent-dns01"]);
    expect(differing(hashes({ "hosts/node005/etc/journald.conf": "other" }))).toEqual(["base-node005"]);
    expect(differing(hashes({ "hosts/node005/etc/agent/more.yaml": "new" }))).toEqual(["agent-node005"]);
  });

  it("change with a playbook and with what it imports, on all hosts of the component", () => {
    const bases = Object.keys(site.hosts).map((host) => `base-${host}`);
    expect(differing(hashes({ "base.yaml": "- hosts: none\n" }))).toEqual(bases);
    expect(differing(hashes({ "parts/logging.yaml": "- hosts: none\n" }))).toEqual(bases);
  });

  it("do not change with a file that nothing applies", () =>
    expect(differing(hashes({ "logging/for-people.md": "text" }))).toEqual([]));

  it("change with a role's tasks, not with its tests", () => {
    const before = hashes();
    const changedRoles = mkdtempSync(join(tmpdir(), "logstead-roles-"));
    try {
      cpSync(roles, changedRoles, { recursive: true });
      const now = () =>
        new Map(
          unitsOf(site, tree(), { components, roles: changedRoles }).map((one) => [one.name, one.hash]),
        );
      writeFileSync(join(changedRoles, "agent/molecule/converge.yml"), "other\n");
      expect(now()).toEqual(before);
      writeFileSync(join(changedRoles, "agent/main.yml"), "other\n");
      expect(differing(now())).toEqual(Object.keys(site.hosts).map((host) => `agent-${host}`));
    } finally {
      rmSync(changedRoles, { recursive: true, force: true });
    }
  });

  it("change when another machine is behind a host's name", () =>
    expect(differing(hashes({}, site, { gateway: "ssh-ed25519 another" }))).toEqual([
      "base-gateway",
      "agent-gateway",
    ]));

  it("refuse a tree without the playbook, with the command that mends it", () => {
    const none = [component("base", { playbook: "absent.yaml" })];
    const refused = () => unitsOf(site, tree(), { components: none, roles });
    expect(refused).toThrow(
      /has no playbook for base\. \[playbook-missing\][\s\S]*\.\/logstead render --env lab/,
    );
  });

  it("leave with their certificates, keys and tokens", () => {
    const leaving = leavingOf(site, tree(), { roles });
    const of = (name: string) => leaving.find((one) => one.name === name)?.owned;
    expect(of("promtail-dns01")).toEqual(["/etc/promtail/tls", "/etc/promtail/redaction.env"]);
    expect(of("detector-ocean")).toContain("/etc/logstead/detector/secrets");
  });

  it("leave with their units and rendered files, and nothing else", () => {
    const leaving = leavingOf(site, tree(), { components, roles }).find(({ name }) => name === "agent-ocean");
    expect(leaving).toMatchObject({
      services: ["agent.service"],
      files: ["/etc/agent/config.yaml", "/etc/systemd/system/agent.service"],
    });
    expect(leaving?.connection).toMatchObject({ ansible_host: "192.168.1.143", ansible_user: "logstead" });
  });
});
