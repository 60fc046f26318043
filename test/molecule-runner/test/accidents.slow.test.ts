import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { stateDir } from "@logstead/base";
import { leaseHosts, openLab } from "@logstead/lab";
import { beforeAll, describe, expect, it } from "vitest";
import { runScenario } from "../src/run.ts";
import { readScenario } from "../src/scenario.ts";
import { suiteLabName, suiteReady, whyNoLab } from "../src/suite-lab.ts";
import { sample } from "./helper.ts";

const why = await whyNoLab();
const index = new URL("../src/index.ts", import.meta.url).href;

/** A run in a process of its own, that tells its folder's processes by its id. */
const child = `
  import { findScenarios, preconditions, runScenarios } from ${JSON.stringify(index)};
  const ready = await preconditions(${JSON.stringify(suiteLabName())});
  await runScenarios(findScenarios(${JSON.stringify(sample)}), {
    ...ready,
    onPhase: (_, result) => console.log(result.phase),
  });`;

/** Processes, by their command lines, that work in the folder of a run of process `pid`. */
function workers(pid: number): string[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const env = readFileSync(`/proc/${entry}/environ`, "utf8");
      return env.includes(`-${pid}-1/`) ? [readFileSync(`/proc/${entry}/cmdline`, "utf8")] : [];
    } catch {
      return [];
    }
  });
}

describe.skipIf(why)(why ? `skipped: no lab: ${why}` : "a run that is interrupted", () => {
  beforeAll(() => suiteReady(), 600_000);

  it("by SIGKILL: its hosts are free and nothing goes on working on them", { timeout: 180_000 }, async () => {
    const running = spawn(process.execPath, ["--input-type=module-typescript", "-e", child], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = running.pid as number;
    // the first phase has ended, so the second has Ansible at work
    const first = await Promise.race([once(running.stdout, "data"), once(running, "exit")]);
    expect(String(first[0])).toContain("create");
    await expect
      .poll(() => workers(pid).some((line) => line.includes("ansible-playbook")), { timeout: 60_000 })
      .toBe(true);
    running.kill("SIGKILL");
    await once(running, "close");
    await expect.poll(() => workers(pid), { timeout: 10_000 }).toEqual([]);
    const lab = openLab(suiteLabName());
    const all = lab.started.plan.hosts.length;
    const lease = await leaseHosts(lab, all);
    expect(lease.hosts).toHaveLength(all);
    await lease.release();
    // the next run of the scenario would do this
    rmSync(stateDir("molecule", `greeting-default-${pid}-1`), { recursive: true });
  });

  it("by its signal: it throws, and has given the hosts back", { timeout: 180_000 }, async () => {
    const ready = await suiteReady();
    const controller = new AbortController();
    const scenario = readScenario(sample, "default");
    const run = runScenario(scenario, {
      ...ready,
      signal: controller.signal,
      onPhase: () => controller.abort(new Error("enough")),
    });
    await expect(run).rejects.toThrow("enough");
    expect(readdirSync(stateDir("molecule")).filter((name) => name.includes(`-${process.pid}-`))).toEqual([]);
    const lease = await leaseHosts(ready.lab, ready.lab.started.plan.hosts.length);
    await lease.release();
  });
});
