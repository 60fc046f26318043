import type { Program, Tool } from "./types.ts";

const program = (name: string, args: string[], answer: RegExp): Program => ({ name, ask: { args, answer } });
const fromPackage = (pkg: string, names: string[]): Program[] =>
  names.map((name) => ({ name, package: pkg }));

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
    seconds: 60,
    memoryMiB: 900,
    diskMiB: 600,
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
];
