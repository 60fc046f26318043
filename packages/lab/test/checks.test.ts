import { describe, expect, it } from "vitest";
import { refusals } from "../src/checks.ts";
import { labPlan } from "../src/environment.ts";
import { judge, labChecks } from "../src/index.ts";
import { type Machine, programs } from "../src/machine.ts";

const good: Machine = {
  platform: "linux",
  arch: "x64",
  uid: 0,
  programs: [...Object.keys(programs), "apt-get"],
  filesystems: ["overlay", "ext4"],
  cgroup: { path: "/sys/fs/cgroup", writable: true },
  fuseDevice: true,
  aptGet: true,
  disks: [{ use: "state", path: "/s", free: 1e9, needed: 5e8 }],
  sameNetwork: [],
  inotifyWritable: true,
};

const red = (machine: Machine) => judge(machine).filter((check) => !check.ok);

describe("the lab's preconditions", () => {
  it("are all met on a good machine", () => {
    expect(red(good)).toEqual([]);
  });

  const bad: [string, Partial<Machine>, string, string][] = [
    ["no root", { uid: 1000 }, "root", "sudo"],
    ["another system", { platform: "darwin" }, "linux", "virtual machine"],
    ["a wrong architecture", { arch: "riscv64" }, "architecture", "x86-64"],
    ["no overlayfs", { filesystems: ["ext4"] }, "overlayfs", "modprobe overlay"],
    ["no cgroups", { cgroup: { path: "/sys/fs/cgroup", writable: false } }, "cgroups", "--privileged"],
    ["no FUSE", { fuseDevice: false }, "fuse", "modprobe fuse"],
    [
      "no disk",
      { disks: [{ use: "cache", path: "/c", free: 1e6, needed: 5e8 }] },
      "disk for cache",
      "XDG_CACHE_HOME",
    ],
    ["a fixed inotify limit", { inotifyWritable: false }, "inotify", "sysctl"],
    [
      "no systemd-nspawn and no apt",
      { programs: Object.keys(programs).slice(1), aptGet: false },
      "systemd-nspawn",
      "systemd-container",
    ],
  ];
  for (const [title, over, name, fix] of bad)
    it(`name ${title}, with the fix and what works without the lab`, () => {
      const checks = judge({ ...good, ...over });
      const problems = refusals(labPlan(), checks);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({
        code: "lab-precondition",
        message: expect.stringContaining(`${name}: `),
      });
      expect(problems[0]?.fix).toContain(fix);
      expect(problems[0]?.fix).toContain("without the lab these still work");
    });

  it("leave to `lab up` what it can install, and share addresses without harm", () => {
    const checks = judge({ ...good, programs: ["apt-get"], sameNetwork: ["eth0 192.168.1.7"] });
    expect(refusals(labPlan(), checks)).toEqual([]);
    expect(checks.flatMap((c) => c.installs ?? [])).toContain("systemd-container");
    expect(checks.find((c) => c.name === "addresses")?.detail).toContain("eth0 192.168.1.7");
  });

  it("are reported for this machine", async () => {
    for (const check of await labChecks())
      expect(check).toMatchObject({ name: expect.any(String), detail: expect.any(String) });
  });
});
