import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { siteTree } from "../../src/index.ts";
import { inventories, siteOf, siteWith } from "../site/sites.ts";

/** The example of the host `woody` with Alloy, as it is rendered for its host. */
const example = inventories.find((file) => file.endsWith("examples/alloy.yaml")) as string;
const rendered = (site: ReturnType<typeof siteOf>, host: string) => {
  const result = siteTree(site);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return (path: string) => result.tree.files.get(`hosts/${host}${path}`)?.content ?? "";
};
const woody = rendered(siteOf(example), "woody");
const config = woody("/etc/alloy/config.alloy");
const unit = woody("/etc/systemd/system/alloy.service");

/** The text of a component or block with this head, to its closing brace. */
function blockOf(head: string, text = config): string {
  const from = text.indexOf(`\n${head} {\n`);
  return from === -1 ? "" : text.slice(from, text.indexOf("\n}", from + 1) + 2);
}
/** `name = value` lines of a block, without the alignment. */
const settings = (text: string) => text.replaceAll(/ +=/g, " =").replaceAll(/,$/gm, "");
const directives = unit.split("\n");

it("[ALY-01] runs as its own user, in the groups that reading needs", () => {
  expect(woody("/etc/sysusers.d/alloy.conf")).toContain('u alloy - "Alloy" /var/lib/alloy\n');
  expect(directives).toContain("User=alloy");
  expect(directives).toContain("SupplementaryGroups=adm docker monitoring systemd-journal");
});

it("[ALY-02] [SEC-16] is hardened", () => {
  for (const name of [
    "NoNewPrivileges",
    "ProtectHome",
    "PrivateTmp",
    "PrivateDevices",
    "ProtectKernelTunables",
    "ProtectKernelModules",
    "ProtectControlGroups",
    "RestrictRealtime",
    "RestrictSUIDSGID",
    "LockPersonality",
    "MemoryDenyWriteExecute",
  ])
    expect(directives).toContain(`${name}=true`);
  expect(directives).toContain("ProtectSystem=strict");
});

it("[ALY-03] [SEC-15] writes to folders of its own with 0750, and nowhere else", () => {
  const folders = woody("/etc/tmpfiles.d/alloy.conf");
  const writable =
    directives
      .find((one) => one.startsWith("ReadWritePaths="))
      ?.slice(15)
      .split(" ") ?? [];
  expect(writable).toEqual(["/var/lib/alloy", "/var/lib/alloy/positions", "/var/log/alloy"]);
  for (const folder of writable) expect(folders).toContain(`d ${folder} 0750 alloy alloy\n`);
});

it("[ALY-06] [ALY-07] [ALY-09] [ALY-10] [ALY-11] reads every group of files", () => {
  for (const path of [
    "/var/log/*.log",
    "/var/log/syslog",
    "/var/log/nginx/*.log",
    "/var/log/apache2/*.log",
    "/var/log/mysql/*.log",
    "/var/log/postgresql/*.log",
    "/var/log/audit/audit.log",
    "/var/log/fail2ban.log",
    "/var/log/ufw.log",
    "/var/log/iptables/*.log",
    "/var/log/applications/*.log",
    "/opt/*/logs/*.log",
  ])
    expect(settings(config)).toContain(`__path__ = "${path}"`);
});

it("[ALY-08] [ALY-12] reads Docker's files as a source of its own, with the labels job, host, component and source", () => {
  expect(woody("/usr/local/lib/logstead/alloy-targets-docker")).toContain("/var/lib/docker/containers");
  const labels = settings(blockOf('loki.process "docker_lines"'));
  for (const label of ['job = "docker"', 'host = "woody"', 'component = "alloy"', 'source = "docker"'])
    expect(labels).toContain(label);
});

it("[ALY-13] [ALY-15] exports the node's and systemd's metrics", () => {
  const node = settings(blockOf('prometheus.exporter.unix "node"'));
  // Beside those that are on by default.
  for (const name of ["interrupts", "mountstats", "processes", "systemd"])
    expect(node).toContain(`"${name}"`);
  expect(node).toContain('unit_include = ".*"');
  expect(node).toContain(
    String.raw`unit_exclude = "(autovt@|dev-mapper|sys-devices|sys-subsystem|user@|session)\\.(service|socket)"`,
  );
  for (const name of ["enable_restarts", "start_time", "task_metrics"])
    expect(node).toContain(`${name} = true`);
});

it("[ALY-14] exports processes by what they match, their program and their command", () => {
  const processes = settings(blockOf('prometheus.exporter.process "processes"'));
  for (const name of ["{{.Matches}}", "{{.ExeBase}}", "{{.Comm}}"])
    expect(processes).toContain(`name = "${name}"`);
  expect(processes).toContain("track_threads = true");
  expect(processes).toContain("gather_smaps = true");
});

it("[ALY-25] [ALY-29] scrapes each 15 s, itself each 30 s, and writes on with retries and labels", () => {
  expect(settings(blockOf('prometheus.scrape "host"'))).toContain('scrape_interval = "15s"');
  expect(settings(blockOf('prometheus.scrape "self"'))).toContain('scrape_interval = "30s"');
  const write = settings(blockOf('prometheus.remote_write "metrics"'));
  for (const one of [
    'host = "woody"',
    'min_backoff = "1s"',
    'max_backoff = "30s"',
    "retry_on_http_429 = true",
  ])
    expect(write).toContain(one);
});

it("[ALY-21] [ALY-28] tries again after 1 s to 30 s: ten times for what was received, for ever for files", () => {
  const received =
    "hosts: {ocean: {address: 192.168.1.143, roles: [agent, loki, nginx], collector: alloy, sources: {agents: {type: push}}}}\n";
  const both = rendered(siteWith(received), "ocean")("/etc/alloy/config.alloy");
  for (const [label, tries] of [
    ["loki", 0],
    ["received", 10],
  ] as const) {
    const endpoint = settings(blockOf(`loki.write "${label}"`, both));
    expect(endpoint).toContain('min_backoff_period = "1s"');
    expect(endpoint).toContain('max_backoff_period = "30s"');
    expect(endpoint).toContain(`max_backoff_retries = ${tries}\n`);
    expect(endpoint).toContain("remote_timeout");
  }
});

it("[ALY-22] [ALY-23] keeps to 10,000 lines a second, and to the unit's limits", () => {
  const limit = settings(blockOf('loki.process "loki"'));
  expect(limit).toContain("rate = 10000");
  expect(limit).toContain("burst = 20000");
  for (const one of ["LimitNOFILE=65536", "LimitNPROC=4096", "MemoryMax=512000000", "CPUQuota=100%"])
    expect(directives).toContain(one);
});

it("[ALY-26] [ALY-30] [SEC-14] listens on loopback only, reports to nobody, and reads its one file", () => {
  expect(settings(blockOf("logging", `\n${config}`))).toContain('level = "info"');
  const start = directives.find((one) => one.startsWith("ExecStart="));
  expect(start).toContain(" --server.http.listen-addr=127.0.0.1:12345 ");
  expect(start).toContain(" --disable-reporting ");
  expect(start).toMatch(/ \/etc\/alloy\/config\.alloy$/);
});

it("[ALY-27] names its jobs as the query library expects", () => {
  const jobs = [...settings(config).matchAll(/\bjob = "(\w+)"/g)].map(([, job]) => job);
  expect(jobs).toEqual(expect.arrayContaining(["journal", "varlogs", "docker"]));
});

it("[ALY-31] leaves its own log in the journal, and each day's part in /var/log/alloy", () => {
  expect(unit).not.toContain("StandardOutput");
  const backup = woody("/usr/local/sbin/alloy-backup");
  expect(backup).toContain("/var/log/alloy/alloy-$(date -d yesterday +%Y%m%d).log.gz");
  expect(backup).toContain("journalctl --unit=alloy");
});

it("[ALY-34] [SEC-06] sends by mTLS where the site says so", () => {
  const text = rendered(
    siteWith("hosts: {ocean: {address: 192.168.1.143, roles: [agent, loki, nginx], collector: alloy}}\n"),
    "ocean",
  )("/etc/alloy/config.alloy");
  const endpoint = settings(blockOf('loki.write "loki"', text));
  for (const one of ["ca.crt", "client.crt", "client.key"])
    expect(endpoint).toContain(`"/etc/alloy/tls/${one}"`);
  expect(endpoint).toContain('bearer_token_file = "/etc/alloy/tls/token"');
  expect(endpoint).toContain('url = "https://');
});

it("[ALY-37] is validated before each start and reload", () => {
  const check = "/usr/local/bin/alloy validate /etc/alloy/config.alloy";
  expect(directives).toContain(`ExecStartPre=${check}`);
  expect(directives.indexOf(`ExecReload=${check}`)).toBeLessThan(
    directives.indexOf("ExecReload=/bin/kill -HUP $MAINPID"),
  );
  expect(readFileSync(example, "utf8")).toContain("agent: alloy");
});
