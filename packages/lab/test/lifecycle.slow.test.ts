import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { cloneId, ProblemError } from "@logstead/base";
import { describe, expect, it } from "vitest";
import {
  hostPaths,
  labDestroy,
  labDown,
  labExec,
  labMust,
  labOwner,
  labPlan,
  labReset,
  labStatus,
  labUp,
  markerPath,
  openLab,
  planWith,
} from "../src/index.ts";
import { labPaths } from "../src/paths.ts";
import { inside, noLab, nothing, ownState, traces } from "./helper.ts";

const name = "life";
ownState(name);
const plan = planWith(["dns01", "gateway"]);
const up = () => labUp(plan, { name });

describe.skipIf(noLab)("a lab's life", () => {
  it("[INV-01][SYS-07] has the five hosts of the homelab by their names and addresses", async () => {
    const lab = await labUp(labPlan(), { name });
    const asked = labPlan().hosts.map(async (host) => {
      const said = await labMust(lab, host.name, [
        "sh",
        "-c",
        "hostname; hostname -I; systemctl is-system-running --wait",
      ]);
      return said.trim().split(/\s+/);
    });
    expect(await Promise.all(asked)).toEqual(labPlan().hosts.map((h) => [h.name, h.address, "running"]));
    await labDestroy({ name });
  });

  it("starts once when started twice at the same time", async () => {
    await Promise.all([up(), up()]);
    const { hosts } = await labStatus(name);
    expect(hosts.map((h) => [h.state, h.boots])).toEqual([
      ["running", 1],
      ["running", 1],
    ]);
  });

  it("marks each host, and runs nothing where the mark is missing", async () => {
    const lab = await up();
    expect(JSON.parse(await labMust(lab, "dns01", ["cat", markerPath]))).toMatchObject({
      lab: name,
      host: "dns01",
    });
    await labMust(lab, "dns01", ["mv", markerPath, `${markerPath}.away`]);
    const ran = await labExec(lab, "dns01", ["touch", "/root/was-here"]);
    expect([ran.code, ran.stderr]).toEqual([86, expect.stringContaining("no lab host")]);
    expect(existsSync(`${hostPaths(lab, "dns01").upper}/root/was-here`)).toBe(false);
    await labReset({ name, hosts: ["dns01"] });
  });

  it("says which clone started it, and is found when that was another one", async () => {
    const lab = await up();
    expect([labOwner(lab.cgroup), labOwner(lab.net)]).toEqual([cloneId, cloneId]);
    expect(labOwner("/sys/fs/cgroup/logstead-none")).toBeUndefined();
    const elsewhere = labPaths("elsewhere").cgroup;
    const others = elsewhere.replace(cloneId, "0123abcd");
    mkdirSync(others);
    expect(labPaths("elsewhere").cgroup).toBe(others);
    expect(labOwner(labPaths("elsewhere").net)).toBe("0123abcd");
    rmdirSync(others);
    expect(labPaths("elsewhere").cgroup).toBe(elsewhere);
  });

  it("keeps the disk over down and up", async () => {
    const lab = await up();
    await labMust(lab, "gateway", ["sh", "-c", "echo kept >/root/kept"]);
    await labDown({ name });
    expect((await labStatus(name)).hosts.map((h) => h.state)).toEqual(["off", "off"]);
    const other = await labUp(plan, { name, hosts: ["gateway"] });
    expect(await labMust(other, "gateway", ["cat", "/root/kept"])).toBe("kept\n");
    expect((await labStatus(name)).hosts.map((h) => h.state)).toEqual(["off", "running"]);
  });

  it("makes a host new with reset, under a new host key", async () => {
    const lab = openLab(name);
    const key = () => readFileSync(`${hostPaths(lab, "gateway").hostKey}.pub`, "utf8");
    const before = key();
    await labReset({ name, hosts: ["gateway"] });
    expect((await labExec(lab, "gateway", ["test", "-e", "/root/kept"])).code).toBe(1);
    expect(key()).not.toBe(before);
  });

  it("talks to no host that has another key than the one it was given", async () => {
    const lab = openLab(name);
    const known = readFileSync(lab.knownHosts, "utf8");
    const foreign =
      known
        .split("\n")
        .find((line) => line.startsWith("dns01,"))
        ?.split(" ")[2] ?? "";
    writeFileSync(lab.knownHosts, known.replace(/^(gateway,.* ssh-ed25519 ).*$/m, `$1${foreign}`));
    const ran = await labExec(lab, "gateway", ["true"]);
    expect([ran.code, ran.stderr]).toEqual([255, expect.stringContaining("Host key verification failed")]);
    writeFileSync(lab.knownHosts, known);
  });

  it("refuses to become another lab under way", async () => {
    const moved = { ...plan, hosts: plan.hosts.map((h) => ({ ...h, user: "somebody" })) };
    const error: ProblemError = await labUp(moved, { name }).catch((e) => e);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error.problems[0]?.code).toBe("lab-plan-changed");
  });

  it("leaves the machine as it was after destroy", async () => {
    const lab = await up();
    const was = inside(lab);
    const during = traces(lab, was);
    expect(Object.values(during).every((found) => found.length > 0)).toBe(true);
    await labDestroy({ name });
    expect(traces(lab, was)).toEqual(nothing);
    await labDestroy({ name });
  });
});
