import { createServer } from "node:net";
import { type Problem, problem } from "@logstead/base";
import { baseIsBuilt } from "./base-image.ts";
import { labPlan } from "./environment.ts";
import { type Machine, programs, readMachine } from "./machine.ts";
import { type LabPlan, planProblems } from "./plan.ts";
import { withoutLab } from "./without.ts";

/** One precondition of the lab, as `./logstead doctor` lists it. */
export interface LabCheck {
  name: string;
  ok: boolean;
  detail: string;
  fix: string;
  /** Debian packages that mend it; `lab up` installs them by itself. */
  installs?: string[];
}

export async function labChecks(plan: LabPlan = labPlan()): Promise<LabCheck[]> {
  const machine = await readMachine(plan, baseIsBuilt());
  return [...judge(machine), ...(await ports(plan))];
}

/** The preconditions as a function of the machine alone. */
export function judge(machine: Machine): LabCheck[] {
  const has = (program: string) => machine.programs.includes(program);
  const check = (name: string, ok: boolean, detail: string, fix: string): LabCheck => ({
    name,
    ok,
    detail,
    fix,
  });
  const tools = Object.entries(programs).map(([program, debian]): LabCheck => {
    const found = check(
      program,
      has(program),
      has(program) ? "found" : "is not on PATH",
      `apt-get install ${debian}`,
    );
    return !found.ok && machine.aptGet ? { ...found, installs: [debian] } : found;
  });
  return [
    check(
      "linux",
      machine.platform === "linux",
      machine.platform,
      "use a Linux machine, a virtual machine or WSL2",
    ),
    check(
      "architecture",
      ["x64", "arm64"].includes(machine.arch),
      machine.arch,
      "use an x86-64 or 64-bit ARM machine",
    ),
    check("root", machine.uid === 0, `user id ${machine.uid}`, "sudo -E ./logstead lab up"),
    ...tools,
    check(
      "overlayfs",
      machine.filesystems.includes("overlay"),
      machine.filesystems.includes("overlay") ? "known to the kernel" : "unknown to the kernel",
      "modprobe overlay",
    ),
    check(
      "cgroups",
      machine.cgroup.writable,
      `${machine.cgroup.path}${machine.cgroup.writable ? "" : " is not a writable cgroup2 hierarchy"}`,
      "boot with systemd.unified_cgroup_hierarchy=1; in a container, start that with --privileged --cgroupns=host",
    ),
    check(
      "fuse",
      machine.fuseDevice,
      `/dev/fuse ${machine.fuseDevice ? "can" : "cannot"} be opened`,
      "modprobe fuse; in a container, start that with --device /dev/fuse",
    ),
    check(
      "inotify",
      machine.inotifyWritable,
      machine.inotifyWritable ? "the limit can be raised" : "the limit of inotify instances cannot be raised",
      "sysctl fs.inotify.max_user_instances=1024, on the machine itself",
    ),
    ...machine.disks.map(({ use, path, free, needed }) =>
      check(
        `disk for ${use}`,
        free >= needed,
        `${mib(free)} free at ${path}, ${mib(needed)} needed`,
        `free space, or set XDG_${use.toUpperCase()}_HOME to another disk`,
      ),
    ),
    check(
      "addresses",
      true,
      machine.sameNetwork.length
        ? `${machine.sameNetwork.join(", ")} is in the same network; the lab stays inside its namespace`
        : "no address of this machine is in the lab's network",
      "",
    ),
  ];
}

/** A taken port is no obstacle, only worth knowing: `lab open` then takes another. */
async function ports(plan: LabPlan): Promise<LabCheck[]> {
  const taken: string[] = [];
  for (const { name, port } of plan.ports) if (!(await canListen(port))) taken.push(`${port} (${name})`);
  const detail = taken.length ? `${taken.join(", ")} in use here; \`lab open\` takes another` : "free";
  return [{ name: "loopback ports", ok: true, detail, fix: "" }];
}

function canListen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer().once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}

/** Everything that stands in the way of `lab up`, at once. */
export function refusals(plan: LabPlan, checks: LabCheck[]): Problem[] {
  const red = checks.filter((check) => !check.ok && !check.installs);
  return [
    ...planProblems(plan),
    ...red.map((check) =>
      problem("lab-precondition", `${check.name}: ${check.detail}`, { fix: `${check.fix}\n${withoutLab}` }),
    ),
  ];
}

const mib = (bytes: number) => `${Math.floor(bytes / 1024 ** 2)} MiB`;
