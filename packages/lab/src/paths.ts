import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cloneId, ProblemError, problem, stateDir } from "@logstead/base";

/** Where one lab keeps everything; two labs of different names share nothing but the cache. */
export interface LabPaths {
  name: string;
  dir: string;
  /** What the lab was started with; see `config.ts`. */
  config: string;
  /** The network namespace, held by a bind mount on this file. */
  net: string;
  control: string;
  /** Where the package proxy listens; a relay offers it on the bridge. */
  packages: string;
  log: string;
  /** What the lab's channels took: one message a line, as JSON. */
  inbox: string;
  key: string;
  knownHosts: string;
  sshConfig: string;
  cgroup: string;
}

export interface HostPaths {
  dir: string;
  upper: string;
  work: string;
  root: string;
  console: string;
  hostKey: string;
  /** Container stores cannot lie on an overlay, so they are bound in from here. */
  stores: string;
  password: string;
  windows: { dir: string; backing: string; view: string };
}

export function labPaths(name = "lab"): LabPaths {
  if (!/^[a-z][a-z0-9-]{0,23}$/.test(name))
    throw new ProblemError(
      problem("lab-name", "this is no name for a lab", {
        got: name,
        want: "a-z, 0-9, '-', at most 24 characters",
      }),
      2,
    );
  const dir = stateDir("lab", name);
  // mount options, ssh_config and unix sockets each have their own idea of quoting and length
  if (!/^[\w./+@-]{1,80}$/.test(dir))
    throw new ProblemError(
      problem("lab-state-path", "the folder of the lab's state cannot be used in mount options and sockets", {
        got: dir,
        want: "at most 80 characters of A-Z a-z 0-9 . _ / + @ -",
        fix: "XDG_STATE_HOME=/var/lib/logstead-state ./logstead lab up",
      }),
    );
  return {
    name,
    dir,
    config: join(dir, "lab.json"),
    net: join(dir, "net"),
    control: join(dir, "control.sock"),
    packages: join(dir, "packages.sock"),
    log: join(dir, "supervisor.log"),
    inbox: join(dir, "inbox.jsonl"),
    key: join(dir, "id_ed25519"),
    knownHosts: join(dir, "known_hosts"),
    sshConfig: join(dir, "ssh_config"),
    cgroup: labCgroup(name, dir),
  };
}

export function hostPaths(lab: LabPaths, host: string): HostPaths {
  const dir = join(lab.dir, "hosts", host);
  const windows = join(dir, "windows");
  return {
    dir,
    upper: join(dir, "upper"),
    work: join(dir, "work"),
    root: join(dir, "root"),
    console: join(dir, "console.log"),
    hostKey: join(dir, "ssh_host_ed25519_key"),
    stores: join(dir, "stores"),
    password: join(dir, "password"),
    windows: { dir: windows, backing: join(windows, "backing"), view: join(windows, "view") },
  };
}

/** The unified cgroup hierarchy: the only one on most machines, beside the old ones on others. */
export function cgroupMount(mountinfo = readFileSync("/proc/self/mountinfo", "utf8")): string {
  const line = mountinfo.split("\n").find((l) => l.includes(" - cgroup2 "));
  return line?.split(" ")[4] ?? "/sys/fs/cgroup";
}

/** The lab's control group: `logstead-CLONE-NAME-FOLDER`, where CLONE is whose program started it. */
function labCgroup(name: string, dir: string): string {
  const lab = `-${name}-${folderId(dir)}`;
  return join(
    cgroupMount(),
    labCgroups().find((group) => group.endsWith(lab)) ?? `logstead-${cloneId}${lab}`,
  );
}

/**
 * The id of the clone that started the lab which a control group, or a mount in the lab's folder, belongs to;
 * undefined where no lab on this machine has it.
 */
export function labOwner(path: string): string | undefined {
  const group = labCgroups().find(
    (name) => name === basename(path) || name.endsWith(`-${folderId(dirname(path))}`),
  );
  return group?.split("-")[1];
}

const labCgroups = () =>
  existsSync(cgroupMount()) ? readdirSync(cgroupMount()).filter((name) => name.startsWith("logstead-")) : [];

const folderId = (dir: string) => createHash("sha256").update(dir).digest("hex").slice(0, 8);

/** Labs that have state on this machine. */
export function labNames(): string[] {
  const dir = stateDir("lab");
  return existsSync(dir) ? readdirSync(dir).filter((n) => existsSync(join(dir, n, "lab.json"))) : [];
}
