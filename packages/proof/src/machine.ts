import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { cloneId } from "@logstead/base";
import { labOwner } from "@logstead/lab";
import type { SuiteResult } from "./types.ts";

/**
 * What tests with hosts could leave behind: mounts, control groups, network devices and processes. Only
 * what carries the project's name or belongs to such a control group is looked at, and not what labs of
 * another clone are made of: it may come and go meanwhile.
 */
export function machineTraces(): Set<string> {
  const traces = new Set<string>();
  const mounts = existsSync("/proc/self/mountinfo") ? readFileSync("/proc/self/mountinfo", "utf8") : "";
  for (const line of mounts.split("\n")) {
    const point = line.split(" ")[4];
    if (point && /logstead/.test(line) && !othersLab(point)) traces.add(`mount ${point}`);
  }
  for (const root of ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"])
    for (const group of ours(root)) {
      traces.add(`cgroup ${join(root, group)}`);
      for (const pid of members(join(root, group))) traces.add(`process ${pid} of ${group}`);
    }
  return traces;
}

const ours = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder).filter((name) => name.startsWith("logstead-") && !othersLab(name))
    : [];

const othersLab = (path: string) => ![undefined, cloneId].includes(labOwner(path));

function members(folder: string): string[] {
  const own = join(folder, "cgroup.procs");
  const pids = existsSync(own) ? readFileSync(own, "utf8").split("\n").filter(Boolean) : [];
  const below = readdirSync(folder).map((name) => join(folder, name));
  return [...pids, ...below.filter((path) => statSync(path).isDirectory()).flatMap(members)];
}

/** One test: after the suites nothing is there that was not there before. */
export function compareTraces(before: ReadonlySet<string>, after: ReadonlySet<string>): SuiteResult {
  const left = [...after].filter((trace) => !before.has(trace));
  const file = "packages/proof/src/machine.ts";
  const title = "the suites leave the machine as they found it";
  return {
    name: "machine",
    seconds: 0,
    measured: 0,
    budget: 1,
    cached: false,
    passed: left.length === 0 ? 1 : 0,
    failed: left.length === 0 ? 0 : 1,
    skipped: 0,
    tests: [{ suite: "machine", file, title, status: left.length === 0 ? "passed" : "failed" }],
    failures:
      left.length === 0
        ? []
        : [
            {
              title,
              file,
              message: `left behind, or started by somebody else meanwhile:\n${left.join("\n")}`,
            },
          ],
  };
}
