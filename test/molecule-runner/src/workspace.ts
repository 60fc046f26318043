import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { repoRoot, stateDir, writeFileAtomic } from "@logstead/base";
import { type Lab, type LabHost, writeSshConfig } from "@logstead/lab";
import { stringify } from "yaml";
import type { Scenario } from "./scenario.ts";
import type { Phase } from "./types.ts";

const plugins = resolve(import.meta.dirname, "../plugins");
const ansible = join(repoRoot, "ansible");

/** What lies in the folder of one run. */
export interface Workspace {
  dir: string;
  /** Molecule's own folder: its state, ansible.cfg and inventory. */
  ephemeral: string;
  inventory: string;
  /** Values under every molecule.yml, for the given verifier. */
  base(verifier: Verifier): string;
  log(phase: Phase): string;
  results(phase: Phase): string;
  tests(phase: Phase): string;
  env(phase: Phase): NodeJS.ProcessEnv;
  remove(): void;
  /** Ends what may not outlast the run, and keeps the logs. */
  close(): void;
}

export type Verifier = "testinfra" | "ansible";

let count = 0;
const sockets = "logstead-ssh-";

/** The folder of a run; it replaces what earlier runs of the scenario have left. */
export function makeWorkspace(
  lab: Lab,
  scenario: Scenario,
  hosts: Map<string, LabHost>,
  path: string,
): Workspace {
  const name = `${scenario.role}-${scenario.name}`;
  const all = stateDir("molecule");
  removeOld(all, name);
  const dir = join(all, `${name}-${process.pid}-${++count}`);
  const ephemeral = join(dir, "ephemeral");
  const inventory = join(ephemeral, "inventory");
  mkdirSync(inventory, { recursive: true, mode: 0o700 });
  // sockets cannot have long names, and a host that was made new must not be reached by an old connection
  const control = mkdtempSync(join(tmpdir(), `${sockets}${process.pid}-`));
  const ssh = writeSsh(lab, dir, control);
  writeInventory(inventory, hosts, ssh);
  const base = (verifier: Verifier) => writeBase(dir, control, verifier);
  const file = (phase: Phase, end: string) => join(dir, `${phase}.${end}`);
  const close = () => rmSync(control, { recursive: true, force: true });
  return {
    ...{ dir, ephemeral, inventory, base, close },
    log: (phase) => file(phase, "log"),
    results: (phase) => file(phase, "tasks.jsonl"),
    tests: (phase) => file(phase, "tests.jsonl"),
    env: (phase) => ({
      ...withoutSettings(process.env),
      PATH: path,
      NO_COLOR: "1",
      ANSIBLE_NOCOLOR: "1",
      ANSIBLE_HOME: join(dir, "home"),
      ANSIBLE_ROLES_PATH: [...new Set([dirname(scenario.roleDir), join(ansible, "roles")])].join(":"),
      ANSIBLE_COLLECTIONS_PATH: join(ansible, "collections"),
      ANSIBLE_CALLBACK_PLUGINS: join(ansible, "plugins/callback"),
      ANSIBLE_CALLBACKS_ENABLED: "logstead_results",
      ANSIBLE_DIFF_ALWAYS: "1",
      ANSIBLE_SSH_ARGS: `-F ${ssh}`,
      MOLECULE_EPHEMERAL_DIRECTORY: ephemeral,
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONPATH: plugins,
      PYTEST_ADDOPTS: "-p logstead_pytest",
      LOGSTEAD_RESULTS: file(phase, "tasks.jsonl"),
      LOGSTEAD_TESTS: file(phase, "tests.jsonl"),
    }),
    remove: () => {
      close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A person's own settings of these programs would make a run mean something else. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(ANSIBLE|MOLECULE|PYTEST|PYTHON|LOGSTEAD_RESULTS|VIRTUAL_ENV)/.test(name),
    ),
  );
}

function writeSsh(lab: Lab, dir: string, control: string): string {
  const path = join(dir, "ssh_config");
  const lines = ["ControlMaster auto", `ControlPath ${control}/%C`, "ControlPersist 60"];
  writeFileAtomic(
    path,
    `Include ${writeSshConfig(lab, lab.started.plan)}\nHost *\n  ${lines.join("\n  ")}\n`,
    0o600,
  );
  return path;
}

/** Beside the inventory that Molecule writes, and read after it: where each instance is. */
function writeInventory(inventory: string, hosts: Map<string, LabHost>, ssh: string): void {
  const entries = [...hosts].map(([instance, host]) => [
    instance,
    {
      ansible_host: host.address,
      ansible_user: host.user,
      ansible_python_interpreter: "/usr/bin/python3",
      ansible_ssh_common_args: `-F ${ssh}`,
      lab_host: host.name,
    },
  ]);
  writeFileAtomic(join(inventory, "lab.yml"), stringify({ all: { hosts: Object.fromEntries(entries) } }));
}

function writeBase(dir: string, control: string, verifier: Verifier): string {
  const path = join(dir, `base-${verifier}.yml`);
  const base = {
    // the lab makes the hosts
    driver: { name: "default", options: { managed: false } },
    // neither before a run nor in it is anything fetched
    prerun: false,
    dependency: { name: "galaxy", enabled: false },
    verifier: verifier === "testinfra" ? { name: verifier, options: { sudo: true } } : { name: verifier },
    ansible: { cfg: configFor(control) },
  };
  writeFileAtomic(path, stringify(base));
  return path;
}

/**
 * The configuration of one run. Molecule's own name of a connection's socket is made of address, port and user only:
 * testinfra would reuse a connection to another lab's host.
 */
export function configFor(control: string): Record<string, Record<string, string>> {
  const config = readConfig(join(ansible, "ansible.cfg"));
  return { ...config, ssh_connection: { ...config.ssh_connection, control_path: `${control}/%%C` } };
}

/** The project's ansible.cfg, but for what has a place relative to that file: those come by environment. */
export function readConfig(path: string): Record<string, Record<string, string>> {
  const config: Record<string, Record<string, string>> = {};
  let section: Record<string, string> = {};
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const name = /^\[(\w+)\]$/.exec(line)?.[1];
    if (name) config[name] = section = {};
    const [, key = "", value = ""] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key && !["inventory", "roles_path", "collections_path", "callback_plugins"].includes(key))
      section[key] = value;
  }
  return config;
}

/** What runs have left whose process is no more: this scenario's folders, and the sockets of all. */
function removeOld(all: string, name: string): void {
  const leftover = (entry: string, prefix: string) => {
    const pid = entry.startsWith(prefix) && /^(\d+)-\w+$/.exec(entry.slice(prefix.length))?.[1];
    return pid && !existsSync(`/proc/${pid}`);
  };
  const remove = (dir: string, prefix: string) => {
    for (const entry of existsSync(dir) ? readdirSync(dir) : [])
      if (leftover(entry, prefix)) rmSync(join(dir, entry), { recursive: true, force: true });
  };
  remove(all, `${name}-`);
  remove(tmpdir(), sockets);
}
