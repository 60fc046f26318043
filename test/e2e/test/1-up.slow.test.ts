import { lockOwner } from "@logstead/base";
import { type AlertProbe, type ProbeRow, runLock } from "@logstead/operate";
import { describe, expect, inject, it } from "vitest";
import { anomaliesOf, byHand, command, noLab, start, testSite } from "../src/index.ts";

const skipped = await noLab();

describe.skipIf(skipped)("up, on a lab of five machines (skipped: where there can be no lab)", () => {
  const { file } = testSite();
  const first = inject("first");
  const { probe, alerts, problems = [], changes } = JSON.parse(first.out);

  it("[BLG-03] passes a dry run on new hosts", () => {
    const { code, said } = inject("dry");
    expect(code, said.slice(-3000)).toBe(0);
    for (const host of ["ocean", "gateway"])
      expect(said).toMatch(new RegExp(`^${host} +: .*unreachable=0 +failed=0`, "m"));
  });

  it("[TST-02] [TST-10] [PAG-03] [PAG-06] ends with a green probe of all five machines and every source", () => {
    expect(problems, first.said).toEqual([]);
    expect(first.code).toBe(0);
    const rows = probe.rows as ProbeRow[];
    expect(rows.filter(({ state }) => state !== "found")).toEqual([]);
    expect(probe.left).toEqual([]);
    const by = (host: string) => rows.filter((row) => row.host === host).map((row) => row.by);
    expect(by("ocean").sort()).toEqual([
      "container (podman)",
      "journal",
      "push receiver",
      "syslog tcp (printer)",
      "syslog udp (switch)",
    ]);
    expect(by("dns01").sort()).toEqual(["/var/log/named/*.log", "journal"]);
    for (const node of ["node005", "node006"])
      expect(by(node).sort()).toEqual(["container (podman)", "journal"]);
    expect(by("gateway").sort()).toEqual([
      "/mnt/f/flatnet/logs/*.log",
      "/var/log/flatnet/*.log",
      "container (podman)",
      "journal",
    ]);
    expect(changes.length).toBeGreaterThan(0);
  });

  it("tells of the anomaly it plants, once, and that it is over", async () => {
    expect(alerts).toMatchObject({ ok: true, found: expect.any(Number) });
    expect((alerts as AlertProbe).rows.map(({ channel, outcome }) => `${channel} ${outcome}`).sort()).toEqual(
      ["chat told", "hook told", "mail told", "pager told", "phone told"],
    );
    const steps = () =>
      anomaliesOf().flatMap(({ title, event }) => (title.includes("LOGSTEAD-TEST-ANOMALY") ? [event] : []));
    await expect.poll(steps, { timeout: 60_000, interval: 500 }).toEqual(["firing", "resolved"]);
  });

  it("changes nothing the second time, and tells a run at the same time who is first", async () => {
    const second = start(["up", "--env", file, "--no-probe", "--output", "json"]);
    await expect.poll(() => lockOwner(runLock("lab")), { timeout: 120_000, interval: 50 }).toBeDefined();
    const told = await command(["up", "--env", file, "--no-probe", "--output", "json"]);
    const { stdout, exitCode } = await second;
    const done = JSON.parse(String(stdout));
    expect(exitCode, String(stdout)).toBe(0);
    expect(done).toMatchObject({ changes: [], repaired: [], problems: [] });
    expect(told.code).toBe(3);
    expect(JSON.parse(told.out).problems).toEqual([
      expect.objectContaining({ code: "environment-busy", got: expect.stringMatching(/^pid \d+: up /) }),
    ]);
  });

  it("[BLG-01] [OCN-01] [PAG-01] [PAG-02] every playbook changes nothing after it, run by hand", async () => {
    const { code, said } = await byHand('ansible-playbook "$LOGSTEAD_RENDERED/site.yaml"');
    expect(code, said.slice(-3000)).toBe(0);
    const recap = [...said.matchAll(/^(\w+) +: ok=\d+ +changed=(\d+) +unreachable=0 +failed=0/gm)];
    expect(Object.fromEntries(recap.map(([, host, changed]) => [host, changed])), said.slice(-3000)).toEqual(
      Object.fromEntries(["ocean", "dns01", "node005", "node006", "gateway"].map((host) => [host, "0"])),
    );
  });
});
