import { constants, existsSync, readFileSync, statfsSync } from "node:fs";
import { access } from "node:fs/promises";
import { BlockList } from "node:net";
import { arch, networkInterfaces } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { cacheDir, stateDir } from "@logstead/base";
import { cgroupMount } from "./paths.ts";
import type { LabPlan } from "./plan.ts";

/** What the lab's preconditions look at; read once, judged in `checks.ts`. */
export interface Machine {
  platform: string;
  arch: string;
  uid: number;
  /** Programs found on PATH. */
  programs: string[];
  filesystems: string[];
  /** The unified hierarchy is mounted and can be written. */
  cgroup: { path: string; writable: boolean };
  fuseDevice: boolean;
  aptGet: boolean;
  disks: { use: string; path: string; free: number; needed: number }[];
  /** Addresses of this machine inside the lab's network, as `eth0 192.168.1.7`. */
  sameNetwork: string[];
  inotifyWritable: boolean;
}

export const programs = {
  "systemd-nspawn": "systemd-container",
  mmdebstrap: "mmdebstrap",
  ip: "iproute2",
  ssh: "openssh-client",
  socat: "socat",
  bindfs: "bindfs",
  nsenter: "util-linux",
  unshare: "util-linux",
  setpriv: "util-linux",
  perl: "perl-base",
};

export const inotifyLimit = "/proc/sys/fs/inotify/max_user_instances";

const MiB = 1024 ** 2;

export async function readMachine(plan: LabPlan, baseIsBuilt: boolean): Promise<Machine> {
  const found = await Promise.all(
    [...Object.keys(programs), "apt-get"].map(async (name) => ((await onPath(name)) ? [name] : [])),
  );
  const names = found.flat();
  const cgroup = cgroupMount();
  return {
    platform: process.platform,
    arch: arch(),
    uid: process.getuid?.() ?? -1,
    programs: names,
    filesystems: read("/proc/filesystems")
      .split("\n")
      .map((line) => line.split("\t").at(-1) ?? ""),
    cgroup: { path: cgroup, writable: existsSync(join(cgroup, "cgroup.procs")) && (await may(cgroup)) },
    fuseDevice: await may("/dev/fuse"),
    aptGet: names.includes("apt-get"),
    disks: [
      { use: "state", path: stateDir(), free: free(stateDir()), needed: 512 * MiB },
      { use: "cache", path: cacheDir(), free: free(cacheDir()), needed: (baseIsBuilt ? 64 : 1536) * MiB },
    ],
    sameNetwork: sameNetwork(plan),
    inotifyWritable: await may(inotifyLimit),
  };
}

async function onPath(program: string): Promise<boolean> {
  const dirs = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  for (const dir of dirs) if (await may(join(dir, program), constants.X_OK)) return true;
  return false;
}

async function may(path: string, mode = constants.W_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Free bytes where the folder is or will be. */
function free(path: string): number {
  let dir = path;
  while (!existsSync(dir) && dirname(dir) !== dir) dir = dirname(dir);
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}

function sameNetwork(plan: LabPlan): string[] {
  const [net = "", bits = ""] = plan.network.cidr.split("/");
  const inside = new BlockList();
  inside.addSubnet(net, Number(bits));
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter((a) => a.family === "IPv4" && inside.check(a.address))
      .map((a) => `${name} ${a.address}`),
  );
}
