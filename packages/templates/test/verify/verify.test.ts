import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { checkers } from "../../src/verify/checkers/index.ts";
import { verifyTree } from "../../src/verify/verify.ts";
import { treeOf } from "../support/tree.ts";

/** For each checker a file that is right, and one with a mistake that only its program finds. */
const cases: Record<string, { path: string; right: string; wrong: string; says: RegExp; line?: number }> = {
  loki: {
    path: "config.yaml",
    right: lokiConfig("30s"),
    wrong: lokiConfig("soon"),
    says: /soon/,
    line: 8,
  },
  promtail: {
    path: "promtail.yaml",
    right: "server: {http_listen_port: 9080}\nclients: [{url: 'http://localhost/'}]\n",
    wrong: "server: {http_listen_port: 9080}\nclients: [{urll: 'http://localhost/'}]\n",
    says: /urll/,
    line: 2,
  },
  logrotate: {
    path: "rules",
    right: "/var/log/x/*.log {\n    daily\n    missingok\n}\n",
    wrong: "/var/log/x/*.log {\n    daily\n    mising\n}\n",
    says: /mising/,
    line: 3,
  },
  rsyslog: {
    path: "x.conf",
    right: 'module(load="imtcp")\ninput(type="imtcp" port="1514")\n',
    wrong: 'module(load="imtcp")\ninput(type="imtcp" prot="1514")\n',
    says: /prot/,
    line: 2,
  },
  nginx: {
    path: "conf.d/x.conf",
    right:
      "server {\n    listen 8080;\n    ssl_certificate /nowhere/x.crt;\n    ssl_certificate_key /nowhere/x.key;\n}\n",
    wrong: "server {\n    listen 8080;\n    serve_name _;\n}\n",
    says: /serve_name/,
    line: 3,
  },
  sudoers: {
    path: "sudoers.d/x",
    right: "logstead ALL=(root) NOPASSWD: /usr/bin/systemctl\n",
    wrong: "logstead ALL=(root NOPASSWD: /usr/bin/systemctl\n",
    says: /syntax/,
    line: 1,
  },
  "systemd-unit": {
    path: "x.service",
    right: hardened("ProtectSystem=strict"),
    wrong: hardened("ProtectSistem=strict"),
    says: /ProtectSistem/,
  },
  "loki-rules": {
    path: "rules.yaml",
    right: rules('sum(rate({job="a"}[5m])) > 1'),
    wrong: rules('sum(rate({job="a"}[5m]) > 1'),
    says: /syntax error/,
  },
  "prometheus-rules": {
    path: "rules.yaml",
    right: rules("rate(up[5m]) > 1"),
    wrong: rules("rate(up[5m] > 1"),
    says: /parse/,
  },
  alertmanager: {
    path: "alertmanager.yml",
    right: "route: {receiver: a}\nreceivers: [{name: a}]\n",
    wrong: "route: {receiver: b}\nreceivers: [{name: a}]\n",
    says: /b/,
  },
  workflow: {
    path: ".github/workflows/x.yaml",
    right: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: 'true'}]\n",
    wrong: "on: push\njobs:\n  a:\n    run-on: ubuntu-latest\n    steps: [{run: 'true'}]\n",
    says: /run-on/,
  },
  playbook: {
    path: "play.yaml",
    right: "- hosts: all\n  tasks: [{name: A, ansible.builtin.command: 'true'}]\n",
    wrong: "- hosts: all\n  tasks: [{name: A, ansible.builtin.command: 'true', wehn: x}]\n",
    says: /wehn|conflicting|Invalid/i,
  },
  compose: {
    path: "docker-compose.yml",
    right: "services:\n  loki:\n    image: docker.io/grafana/loki:3.7.8\n",
    wrong: "services:\n  loki:\n    image: docker.io/grafana/loki:3.7.8\n    mem_limt: 5\n",
    says: /mem_limt/,
    line: 4,
  },
  "detector-settings": {
    path: "vars_log_anomaly.yaml",
    right: "thresholds: {sigma: 3}\n",
    wrong: "thresholds: {sigma: many}\n",
    says: /thresholds\.sigma/,
  },
  json: { path: "x.json", right: "{}", wrong: "{,}", says: /JSON/ },
};

it.each(Object.entries(cases))(
  "%s accepts a right file and says what is wrong with another",
  async (checker, one) => {
    const file = (content: string) => ({ [one.path]: { content, mode: 0o644, checker } });
    const [right] = (await verifyTree(treeOf(file(one.right)), { cache: false })).verdicts;
    expect(right).toMatchObject({ state: "right", diagnostics: [] });
    const [wrong] = (await verifyTree(treeOf(file(one.wrong)), { cache: false })).verdicts;
    expect(wrong).toMatchObject({ state: "wrong" });
    expect(wrong?.diagnostics.map(({ message }) => message).join("\n")).toMatch(one.says);
    if (one.line !== undefined) expect(wrong?.diagnostics[0]?.line).toBe(one.line);
  },
);

it("refuses a service that is not hardened", async () => {
  const unit = "[Service]\nExecStart=/usr/bin/true\n";
  const tree = treeOf({ "x.service": { content: unit, mode: 0o644, checker: "systemd-unit" } });
  const { verdicts } = await verifyTree(tree, { cache: false });
  expect(verdicts[0]?.diagnostics[0]?.message).toMatch(/exposure is 9\.\d of 10/);
});

it("checks what a web server listens on while another program has the port", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const listens = [`${port}`, `127.0.0.1:${port} default_server`, `[::1]:${port} ssl http2`];
  const text = `ssl_certificate /x.crt;\nssl_certificate_key /x.key;\n${listens.map((one) => `server {\n  listen ${one};\n}\n`).join("")}`;
  const tree = treeOf({ "conf.d/x.conf": { content: text, mode: 0o644, checker: "nginx" } });
  const { verdicts } = await verifyTree(tree, { cache: false });
  server.close();
  expect(verdicts).toMatchObject([{ state: "right", diagnostics: [] }]);
});

it("says why it skips a file whose program is missing", async () => {
  const before = process.env.PATH;
  process.env.PATH = "/nowhere";
  try {
    const tree = treeOf({ "config.alloy": { content: "", mode: 0o644, checker: "alloy" } });
    const { verdicts } = await verifyTree(tree, { cache: false });
    expect(verdicts[0]).toMatchObject({ state: "skipped", reason: expect.stringContaining("not on PATH") });
  } finally {
    process.env.PATH = before;
  }
});

it("checks files that differ in their host only once, and knows a right one again", async () => {
  const rule = (host: string) => ({
    content: `# ${host}\n/var/log/x {\n daily\n}\n`,
    mode: 0o644,
    checker: "logrotate",
  });
  const tree = treeOf({ "hosts/a1/x": rule("a1"), "hosts/b2/x": rule("b2") });
  const own = (path: string) => [path.split("/")[1] as string];
  const { verdicts } = await verifyTree(tree, { own });
  expect(verdicts.map(({ paths }) => paths)).toEqual([["hosts/a1/x", "hosts/b2/x"]]);
  expect((await verifyTree(tree, { own })).verdicts[0]).toMatchObject({ state: "right", cached: true });
});

it("names only checkers that exist", () => {
  const untried = [...checkers.keys()].filter((name) => !(name in cases));
  // Alloy and PowerShell are used when they are on PATH; ansible-lint looks at whole projects.
  expect(untried.sort()).toEqual(["alloy", "ansible-lint", "powershell"]);
});

function lokiConfig(idle: string): string {
  return `auth_enabled: false
common:
  path_prefix: /tmp/loki
  replication_factor: 1
  ring: {kvstore: {store: inmemory}}
  storage: {filesystem: {chunks_directory: /tmp/loki/c, rules_directory: /tmp/loki/r}}
ingester:
  chunk_retain_period: ${idle}
schema_config:
  configs: [{from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v13, index: {prefix: i_, period: 24h}}]
`;
}

function rules(expression: string): string {
  return `groups:\n  - name: a\n    rules:\n      - alert: B\n        expr: ${expression}\n        for: 1m\n`;
}

function hardened(line: string): string {
  return `[Unit]
Description=x
[Service]
ExecStart=/usr/bin/true
DynamicUser=yes
${line}
PrivateDevices=yes
PrivateNetwork=yes
ProtectHome=yes
ProtectProc=invisible
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX
RestrictRealtime=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
CapabilityBoundingSet=
UMask=0077
`;
}
