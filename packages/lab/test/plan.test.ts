import { describe, expect, it } from "vitest";
import { sourcesFor } from "../src/debian.ts";
import { labPlan, planWith } from "../src/environment.ts";
import { cgroupMount, labPaths } from "../src/paths.ts";
import { type LabPlan, planProblems } from "../src/plan.ts";
import { quote } from "../src/ssh.ts";

describe("a plan", () => {
  it("[INV-01] has the homelab's hosts by default", () => {
    expect(planProblems(labPlan())).toEqual([]);
    expect(labPlan().hosts.map((h) => h.name)).toEqual(["ocean", "dns01", "node005", "node006", "gateway"]);
    expect(labPlan().hosts[0]?.address).toBe("192.168.1.143");
  });

  it("is refused with every mistake at once", () => {
    const host = (name: string, address: string, user = "deploy") => ({ name, address, user, roles: [] });
    const plan: LabPlan = {
      network: { cidr: "10.0.0.0/24", bridge: "10.0.0.1" },
      hosts: [host("a", "10.0.0.1"), host("../b", "10.0.1.2"), host("a", "10.0.0.3", "root")],
      ports: [{ name: "page", host: "nowhere", port: 80 }],
    };
    expect(planProblems(plan).map((p) => `${p.path} ${p.message}`)).toEqual([
      "hosts[0].address is used twice",
      "hosts[1].name is no host name",
      "hosts[1].address is outside the lab's network",
      "hosts[2].user is no account for provisioning",
      "hosts[2].name is used twice",
      "ports[0].host is no host of the lab",
    ]);
    expect(planProblems({ ...plan, network: { cidr: "10.0.0.0/33", bridge: "" } })).toHaveLength(1);
  });

  it("can be cut down to some hosts and their ports", () => {
    expect(planWith(["dns01"])).toMatchObject({ hosts: [{ name: "dns01" }], ports: [] });
  });
});

describe("names and paths", () => {
  it("keep one lab apart from another", () => {
    expect(labPaths("one").dir).not.toBe(labPaths("two").dir);
    expect(labPaths("one").cgroup).not.toBe(labPaths("two").cgroup);
    for (const name of ["", "../x", "A", "x".repeat(40)]) expect(() => labPaths(name)).toThrow("lab-name");
  });

  it("are refused where mount options and sockets could not carry them", () => {
    const before = process.env.XDG_STATE_HOME;
    process.env.XDG_STATE_HOME = "/tmp/with a space";
    expect(() => labPaths()).toThrow("lab-state-path");
    if (before === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = before;
  });

  it("find the unified hierarchy alone and beside the old ones", () => {
    expect(cgroupMount("30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")).toBe("/sys/fs/cgroup");
    const hybrid =
      "31 30 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n32 30 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
    expect(cgroupMount(hybrid)).toBe("/sys/fs/cgroup/unified");
  });

  it("are quoted for a shell", () => {
    expect(["plain-1.0", "two words", "it's", ""].map(quote)).toEqual([
      "plain-1.0",
      "'two words'",
      "'it'\\''s'",
      "''",
    ]);
  });
});

describe("package sources", () => {
  it("are those of this machine, for the lab's release", () => {
    const target = (uri: string, suite: string, component = "main") => ({ uri, suite, component });
    const of = [
      target("https://m/debian/", "trixie"),
      target("https://m/debian/", "trixie-updates"),
      target("https://m/security/", "trixie-security"),
      target("https://m/debian/", "trixie", "contrib"),
      target("https://other/", "nodistro"),
    ];
    expect(sourcesFor(of).map((s) => `${s.uri} ${s.suite}`)).toEqual([
      "https://m/debian/ bookworm",
      "https://m/debian/ bookworm-updates",
      "https://m/security/ bookworm-security",
    ]);
  });
});
