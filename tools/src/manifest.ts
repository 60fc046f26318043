import type { Program, Tool } from "./types.ts";

const program = (name: string, args: string[], answer: RegExp): Program => ({ name, ask: { args, answer } });
const fromPackage = (pkg: string, names: string[]): Program[] =>
  names.map((name) => ({ name, package: pkg }));

const lokiBuild = "github.com/grafana/loki/v3/pkg/util/build";
const lokiProgram = (name: string): Program =>
  name === "lokitool"
    ? program(name, ["version"], /^loki, version (\S+)/m)
    : program(name, ["--version"], new RegExp(`^${name}, version (\\S+)`, "m"));

/** Every outside program: the one place that knows which version, from where, and how its version is asked. */
export const manifest: Tool[] = [
  {
    name: "sops",
    version: "3.13.3",
    source: {
      kind: "go",
      folder: "go/sops",
      module: "github.com/getsops/sops/v3",
      packages: ["github.com/getsops/sops/v3/cmd/sops"],
    },
    programs: [program("sops", ["--version", "--disable-version-check"], /^sops (\d+\.\d+\.\d+)/m)],
    seconds: 90,
    memoryMiB: 1_500,
    diskMiB: 900,
    neededBy: "secrets in the repository",
  },
  {
    name: "age",
    version: "1.3.2",
    source: {
      kind: "go",
      folder: "go/age",
      module: "filippo.io/age",
      packages: ["filippo.io/age/cmd/age", "filippo.io/age/cmd/age-keygen"],
      set: { "main.Version": "v{version}" },
    },
    programs: ["age", "age-keygen"].map((name) => program(name, ["--version"], /^v?(\d+\.\d+\.\d+)/m)),
    seconds: 15,
    memoryMiB: 500,
    diskMiB: 100,
    neededBy: "secrets in the repository",
  },
  {
    name: "uv",
    version: "0.13.8",
    source: { kind: "wheel", lock: "python/uv.txt", package: "uv" },
    programs: [program("uv", ["--version"], /^uv (\d+\.\d+\.\d+)/m)],
    seconds: 10,
    memoryMiB: 200,
    diskMiB: 100,
    neededBy: "making the Ansible environment",
  },
  {
    name: "ansible",
    version: "2.19.14",
    source: { kind: "python", lock: "python/requirements.txt", wanted: "python/requirements.in" },
    programs: [
      ...fromPackage("ansible-core", [
        "ansible",
        "ansible-playbook",
        "ansible-inventory",
        "ansible-galaxy",
        "ansible-vault",
        "ansible-config",
        "ansible-doc",
      ]),
      ...fromPackage("ansible-lint", ["ansible-lint"]),
      ...fromPackage("molecule", ["molecule"]),
      ...fromPackage("pytest", ["pytest"]),
      ...fromPackage("podman-compose", ["podman-compose"]),
    ],
    seconds: 30,
    memoryMiB: 500,
    diskMiB: 900,
    neededBy: "provisioning, roles' tests",
  },
  {
    name: "loki",
    version: "3.7.8",
    source: {
      kind: "go",
      folder: "go/loki",
      module: "github.com/grafana/loki/v3",
      packages: ["loki", "logcli", "lokitool"].map((name) => `github.com/grafana/loki/v3/cmd/${name}`),
      set: { [`${lokiBuild}.Version`]: "{version}" },
    },
    programs: ["loki", "logcli", "lokitool"].map(lokiProgram),
    seconds: 330,
    memoryMiB: 4_000,
    diskMiB: 5_000,
    neededBy: "storing and querying lines, checking Loki's configuration and rules",
  },
  {
    name: "promtail",
    // The last version whose source is a Go module of its own tree; 3.7 has no Promtail.
    version: "3.6.3",
    source: {
      kind: "go",
      folder: "go/promtail",
      module: "github.com/grafana/loki/v3",
      packages: ["github.com/grafana/loki/v3/clients/cmd/promtail"],
      set: { [`${lokiBuild}.Version`]: "{version}" },
      tags: ["promtail_journal_enabled"],
      cgo: true,
    },
    // One without the journal tag reads no journal and says nothing about it, so the tag is asked for too.
    programs: [
      program(
        "promtail",
        ["--version"],
        /^promtail, version (\S+)(?=[\s\S]*tags:\s+\S*promtail_journal_enabled)/m,
      ),
    ],
    seconds: 360,
    memoryMiB: 3_500,
    diskMiB: 4_000,
    neededBy: "collecting lines",
    needs: [
      { name: "gcc", program: "gcc" },
      { name: "libsystemd-dev", file: "/usr/include/systemd/sd-journal.h" },
    ],
  },
  {
    name: "pulumi",
    version: "3.232.0",
    source: {
      kind: "go",
      folder: "go/pulumi",
      module: "github.com/pulumi/pulumi/pkg/v3",
      packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
      set: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v{version}" },
    },
    programs: [program("pulumi", ["version"], /^v?(\d+\.\d+\.\d+)$/m)],
    seconds: 150,
    memoryMiB: 2_500,
    diskMiB: 3_000,
    neededBy: "applying what was rendered",
  },
  {
    name: "actionlint",
    version: "1.7.12",
    source: {
      kind: "go",
      folder: "go/actionlint",
      module: "github.com/rhysd/actionlint",
      packages: ["github.com/rhysd/actionlint/cmd/actionlint"],
      set: { "github.com/rhysd/actionlint.version": "{version}" },
    },
    programs: [program("actionlint", ["-version"], /^v?(\d+\.\d+\.\d+)$/m)],
    seconds: 20,
    memoryMiB: 500,
    diskMiB: 150,
    neededBy: "checking the CI workflows",
  },
  {
    name: "promtool",
    version: "2.42.0",
    accept: "atLeast",
    source: { kind: "debian", package: "prometheus", file: "usr/bin/promtool" },
    programs: [program("promtool", ["--version"], /^promtool, version (\d+\.\d+\.\d+)/m)],
    seconds: 10,
    memoryMiB: 100,
    diskMiB: 300,
    neededBy: "checking Prometheus rules",
  },
  {
    name: "amtool",
    version: "0.25.0",
    accept: "atLeast",
    source: { kind: "debian", package: "prometheus-alertmanager", file: "usr/bin/amtool" },
    programs: [program("amtool", ["--version"], /^amtool, version (\d+\.\d+\.\d+)/m)],
    seconds: 10,
    memoryMiB: 100,
    diskMiB: 100,
    neededBy: "checking alert routes",
  },
  {
    name: "n8n",
    version: "2.41.1",
    source: { kind: "pnpm", folder: "n8n", main: "node_modules/n8n/bin/n8n" },
    programs: [program("n8n", ["--version"], /^(\d+\.\d+\.\d+)$/m)],
    seconds: 150,
    memoryMiB: 2_000,
    diskMiB: 5_000,
    neededBy: "alert flows",
    // sqlite3 is compiled: it has no finished binary that can be had from the registry.
    needs: [
      { name: "g++", program: "g++" },
      { name: "make", program: "make" },
    ],
  },
  {
    name: "alloy",
    version: "1.10.0",
    accept: "atLeast",
    source: {
      kind: "path",
      hint: "Alloy is used when it is on PATH; without it, what needs it is skipped and counted as skipped",
    },
    programs: [program("alloy", ["--version"], /^alloy, version v?(\d+\.\d+\.\d+)/m)],
    seconds: 0,
    memoryMiB: 0,
    diskMiB: 0,
    neededBy: "checking Alloy configurations",
  },
];
