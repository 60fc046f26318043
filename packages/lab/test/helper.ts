import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { members } from "../src/cgroups.ts";
import { type Lab, labChecks, labDestroy } from "../src/index.ts";

const red = (await labChecks()).filter((check) => !check.ok && !check.installs);

/** Tests with hosts are skipped, and say why, where there cannot be any. */
export const noLab = red.length > 0;
if (noLab) console.warn(`no lab on this machine: ${red.map((c) => `${c.name}: ${c.detail}`).join("; ")}`);

/** State of this test file's own, so that nobody's labs are touched; gone after the file. */
export function ownState(...labs: string[]): string {
  const dir = mkdtempSync(join(tmpdir(), "logstead-lab-"));
  process.env.XDG_STATE_HOME = dir;
  afterAll(async () => {
    for (const name of labs) await labDestroy({ name });
    rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

export interface Inside {
  namespaces: Set<string>;
  /** The kernel uses a namespace's number again: who started later belongs to somebody else. */
  until: number;
}

/** Namespaces that only the lab's processes are in. */
export function inside(lab: Lab): Inside {
  const own = new Set(namespaces("self"));
  const all = members(lab.cgroup).flatMap((pid) => namespaces(String(pid)));
  const until = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) * 100;
  return {
    namespaces: new Set([...all, `net:[${statSync(lab.net).ino}]`].filter((ns) => !own.has(ns))),
    until,
  };
}

/** When a process started; undefined where it has ended, also when its parent has not asked for its status yet. */
function startOf(pid: string): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" || fields[0] === "X" ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}

/** What of a lab can still be found on the machine. */
export function traces(lab: Lab, was: Inside) {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return {
    mounts: lines("/proc/self/mountinfo").filter((line) => line.includes(lab.dir)),
    sockets: lines("/proc/net/unix").filter((line) => line.includes(lab.dir)),
    processes: pids.filter(
      (pid) =>
        namespaces(pid).some((ns) => was.namespaces.has(ns)) && (startOf(pid) ?? Infinity) <= was.until,
    ),
    cgroups: members(lab.cgroup),
    folders: [lab.cgroup, lab.dir].filter((path) => statSync(path, { throwIfNoEntry: false })),
  };
}

export const nothing = { mounts: [], sockets: [], processes: [], cgroups: [], folders: [] };

function namespaces(pid: string): string[] {
  return ["net", "pid", "mnt", "cgroup", "ipc", "uts"].flatMap((kind) => {
    try {
      return [readlinkSync(`/proc/${pid}/ns/${kind}`)];
    } catch {
      return [];
    }
  });
}

function lines(file: string): string[] {
  return readFileSync(file, "utf8").split("\n");
}
