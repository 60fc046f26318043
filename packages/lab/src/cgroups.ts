import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { until } from "./run.ts";

/*
 * Every process of a lab is in the lab's cgroup, whoever started it and whatever became of its parent.
 * So there are no PID files: the kernel keeps the list, and it cannot be stale.
 */

export function members(cgroup: string): number[] {
  return walk(cgroup).flatMap((dir) => {
    try {
      return readFileSync(join(dir, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
    } catch {
      return [];
    }
  });
}

/** Ends every process in the cgroup and removes it with all below. */
export async function removeCgroup(cgroup: string): Promise<void> {
  if (!existsSync(cgroup)) return;
  const gone = await until(
    () => {
      killAll(cgroup);
      for (const dir of walk(cgroup).reverse()) {
        try {
          rmdirSync(dir);
        } catch {
          // not empty yet: a killed process leaves its cgroup when the kernel gets to it
        }
      }
      return existsSync(cgroup) ? undefined : true;
    },
    10_000,
    20,
  );
  if (!gone)
    throw new ProblemError(
      problem("lab-cgroup", "processes of the lab do not end", {
        path: cgroup,
        got: members(cgroup).join(" "),
        want: "an empty cgroup",
      }),
    );
}

/** An empty cgroup; what an earlier process left in it is ended. */
export async function freshCgroup(cgroup: string): Promise<void> {
  await removeCgroup(cgroup);
  mkdirSync(cgroup, { recursive: true });
}

function killAll(cgroup: string): void {
  try {
    writeFileSync(join(cgroup, "cgroup.kill"), "1");
  } catch {
    // kernels before 5.14
    for (const pid of members(cgroup)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // it ended by itself
      }
    }
  }
}

/** The cgroup and all below, parents first. */
function walk(cgroup: string): string[] {
  try {
    const below = readdirSync(cgroup, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [cgroup, ...below.flatMap((entry) => walk(join(cgroup, entry.name)))];
  } catch {
    return [];
  }
}
