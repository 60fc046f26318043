import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "@logstead/base";
import { afterEach, describe, expect, it } from "vitest";
import { members } from "../src/cgroups.ts";
import { labDestroy, labExec, labMust, labReset, labStatus, labUp, openLab, planWith } from "../src/index.ts";
import { labPaths } from "../src/paths.ts";
import { until } from "../src/run.ts";
import { inside, noLab, nothing, ownState, traces } from "./helper.ts";

const name = "woe";
const state = ownState(name);
const plan = planWith(["node006"]);
const up = () => labUp(plan, { name });
const hostname = async () => labMust(await up(), "node006", ["hostname"]);

describe.skipIf(noLab)("a lab survives", () => {
  afterEach(() => labDestroy({ name }));

  it("a host that reboots itself", async () => {
    const lab = await up();
    const boot = () => labExec(lab, "node006", ["cat", "/proc/sys/kernel/random/boot_id", "/etc/machine-id"]);
    const machine = (await boot()).stdout.split("\n")[1];
    await labExec(lab, "node006", ["systemctl", "reboot"]);
    const twice = () =>
      labStatus(name).then((s) => s.hosts.find((h) => h.name === "node006")?.boots === 2 || undefined);
    expect(await until(twice, 60_000)).toBe(true);
    expect(await hostname()).toBe("node006\n");
    expect((await boot()).stdout.split("\n")[1]).toBe(machine);
  });

  it("a host that switches itself off", async () => {
    const lab = await up();
    await labExec(lab, "node006", ["systemctl", "poweroff"]);
    const off = () =>
      labStatus(name).then((s) => s.hosts.find((h) => h.name === "node006")?.state === "off" || undefined);
    expect(await until(off, 60_000)).toBe(true);
    expect(await hostname()).toBe("node006\n");
  });

  it("a killed supervisor: nothing runs on, and up starts again", async () => {
    const lab = await up();
    const was = inside(lab);
    process.kill(members(join(lab.cgroup, "supervisor"))[0] as number, "SIGKILL");
    expect(await until(() => traces(lab, was).processes.length === 0 || undefined, 60_000)).toBe(true);
    expect((await labStatus(name)).up).toBe(false);
    expect(await hostname()).toBe("node006\n");
  });

  // at each of these moments of a start, seen by what it leaves
  const moments: [string, (dir: string) => boolean][] = [
    ["its state is written", (dir) => exists(dir, "lab.json")],
    ["a disk is prepared", (dir) => exists(dir, "hosts/node006/upper")],
    ["the network is made", (dir) => exists(dir, "net")],
    ["the supervisor answers", (dir) => exists(dir, "control.sock")],
    ["a host boots", (dir) => exists(dir, "hosts/node006/console.log")],
  ];
  for (const [moment, reached] of moments)
    it(`a controller killed as soon as ${moment}`, async () => {
      const paths = labPaths(name);
      const child = spawnUp();
      await until(() => reached(paths.dir) || undefined, 60_000, 1);
      child.kill("SIGKILL");
      expect(await hostname()).toBe("node006\n");
    });

  it("files of a lab that a machine's crash has left", async () => {
    await up();
    const { dir, net, control } = labPaths(name);
    const config = readFileSync(join(dir, "lab.json"));
    await labDestroy({ name });
    mkdirSync(dir, { recursive: true });
    for (const [file, content] of [
      [join(dir, "lab.json"), config],
      [net, ""],
      [control, ""],
    ] as const)
      writeFileSync(file, content);
    expect(await hostname()).toBe("node006\n");
  });
});

describe.skipIf(noLab)("a full disk", () => {
  const before = process.env.XDG_STATE_HOME;
  afterEach(async () => {
    await labDestroy({ name });
    spawnSync("umount", [join(state, "small")]);
    process.env.XDG_STATE_HOME = before;
  });

  function smallDisk(size: string): void {
    const dir = join(state, "small");
    mkdirSync(dir, { recursive: true });
    expect(spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", dir]).status).toBe(0);
    process.env.XDG_STATE_HOME = dir;
  }

  it("is told before anything is changed", async () => {
    smallDisk("64m");
    const error: ProblemError = await up().catch((e) => e);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error.message).toContain("disk for state");
    expect(error.message).toContain("without the lab these still work");
    expect(readdirSync(join(state, "small"))).toEqual([]);
  });

  it("that fills while the lab is up harms no verb: status, reset and destroy work", async () => {
    smallDisk("600m");
    const lab = await up();
    const fill = await labExec(lab, "node006", ["sh", "-c", "cat /dev/zero >/var/fill"]);
    expect(fill.stderr).toContain("No space left on device");
    expect((await labStatus(name)).hosts.every((h) => h.state === "running")).toBe(true);
    await labReset({ name, hosts: ["node006"] });
    expect((await labExec(lab, "node006", ["test", "-e", "/var/fill"])).code).toBe(1);
    await labExec(lab, "node006", ["sh", "-c", "cat /dev/zero >/var/fill"]);
    const was = inside(lab);
    await labDestroy({ name });
    expect(traces(lab, was)).toEqual(nothing);
    expect(() => openLab(name)).toThrow("there is no lab");
  });
});

function exists(dir: string, path: string): boolean {
  return spawnSync("test", ["-e", join(dir, path)]).status === 0;
}

function spawnUp() {
  const module = new URL("../src/index.ts", import.meta.url).href;
  const code = `import { labUp } from ${JSON.stringify(module)}; await labUp(${JSON.stringify(plan)}, { name: "${name}" });`;
  return spawn(process.execPath, ["--input-type=module-typescript", "-e", code], { stdio: "ignore" });
}
