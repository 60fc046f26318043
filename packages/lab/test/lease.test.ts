import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { type Lab, labPlan, leaseHosts, withHosts } from "../src/index.ts";

// leases need no running host, only a lab's name and plan
const lab = { dir: `/leases/${process.pid}`, name: "lab", started: { plan: labPlan() } } as unknown as Lab;

describe("leaseHosts", () => {
  it("gives each host to one user at a time, and by role", async () => {
    const users = new Map<string, number>();
    let most = 0;
    const use = (count: number) =>
      withHosts(lab, count, async (hosts) => {
        for (const { name } of hosts) {
          users.set(name, (users.get(name) ?? 0) + 1);
          most = Math.max(most, users.get(name) ?? 0);
        }
        await new Promise((done) => setTimeout(done, 5));
        for (const { name } of hosts) users.set(name, (users.get(name) ?? 0) - 1);
        return hosts.length;
      });
    const counts = [1, 2, 3, 5, 2, 1, 4, 2];
    expect(await Promise.all(counts.map(use))).toEqual(counts);
    expect(most).toBe(1);
    const { hosts, release } = await leaseHosts(lab, 1, { roles: ["containers"] });
    expect(hosts.map((h) => h.name)).toEqual(["ocean"]);
    await release();
  });

  it("refuses what the lab does not have", async () => {
    await expect(leaseHosts(lab, 6)).rejects.toThrow("lab-lease");
    await expect(leaseHosts(lab, 1, { roles: ["no-such-role"] })).rejects.toThrow("at most 0");
  });

  it("takes hosts back from a user that is killed, and tells who waits for what", async () => {
    const code = `import { leaseHosts } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
      await leaseHosts(${JSON.stringify({ dir: lab.dir, started: lab.started })}, 5);
      console.log("held"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const told: string[][] = [];
    const lease = await leaseHosts(lab, 1, {
      among: ["dns01"],
      onWait: (busy) => {
        told.push(busy);
        child.kill("SIGKILL");
      },
    });
    expect(told).toEqual([["dns01"]]);
    await lease.release();
  });
});
