import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stateDir } from "@logstead/base";
import { hostPaths, openLab, withBadHosts } from "@logstead/lab";
import { describe, expect, it } from "vitest";
import { command, furtherVersions, noLab, pulumi, start, testSite } from "../src/index.ts";

describe.skipIf(await noLab())("a site on its second day (skipped: where there can be no lab)", () => {
  const { file, edit, pipeline } = testSite();
  const up = (env?: Record<string, string>, ...args: string[]) =>
    command(["up", "--env", file, "--output", "json", ...args], env);
  const on = async (host: string, script: string) =>
    (await command(["lab", "exec", host, "--", "sh", "-c", script])).out.trim();

  /** Starts an `up` and kills it when a unit's results are as told. */
  const killUp = async (unit: string, when: (results: string) => boolean, env?: Record<string, string>) => {
    const runs = stateDir("stacks/runs/lab");
    const before = new Set(readdirSync(runs));
    const killed = start(["up", "--env", file, "--no-probe"], env);
    const results = () =>
      readdirSync(runs)
        .filter((run) => !before.has(run))
        .map((run) => join(runs, run, `${unit}.jsonl`))
        .filter((path) => existsSync(path))
        .map((path) => readFileSync(path, "utf8"));
    await expect.poll(() => results().some(when), { timeout: 600_000, interval: 50 }).toBe(true);
    process.kill(-(killed.pid as number), "SIGKILL");
    await killed;
  };

  it("names bad hosts with the task and what to do, and finishes the others", async () => {
    edit((inventory) => inventory.setIn(["defaults", "logDisk", "warn"], 79));
    const { code, out, said } = await withBadHosts(openLab(), () => up({}, "--no-probe"));
    expect(code, said).toBe(3);
    const { problems } = JSON.parse(out) as { problems: Record<string, string>[] };
    const by = (host: string) => problems.find(({ path }) => path === `hosts.${host}`);
    expect([...new Set(problems.map(({ path }) => path))].sort(), said).toEqual(
      ["dns01", "gateway", "node005", "node006"].map((host) => `hosts.${host}`),
    );
    expect(by("dns01")).toMatchObject({
      code: "host-unreachable",
      fix: expect.stringMatching(/switch it on/),
    });
    expect(by("node005")).toMatchObject({
      code: "host-key-changed",
      fix: expect.stringMatching(/ssh-keygen -R/),
    });
    expect(by("node006")).toMatchObject({ code: "host-no-sudo", fix: "./logstead bootstrap node006" });
    expect(by("gateway")).toMatchObject({
      code: "host-disk-full",
      message: "gateway: base was not applied, task 'base_logging : Check what stands in the way' failed",
      got: expect.stringMatching(/\d+ MiB are free for \/var\/log, 100 are needed/),
      fix: "make room on the file system of /var/log",
    });
    expect(await on("ocean", `grep -rl '79 %' /usr/local/lib/logstead`)).not.toBe("");
  });

  it("continues it, and a run that was killed, and puts back what was changed behind its back", async () => {
    writeFileSync(pipeline, `${readFileSync(pipeline, "utf8")}  - static_labels: {component: continued}\n`);
    await killUp("promtail-dns01", () => true);
    await on("gateway", "echo '# by hand' >>/etc/promtail/config.yaml");
    const { code, out, said } = await up({}, "--no-probe");
    expect(code, said).toBe(0);
    const { changes, problems, repaired } = JSON.parse(out);
    expect(problems).toEqual([]);
    // Beside it only what the killed run was at, and what it could not do on the bad hosts before.
    expect(repaired).toContain("promtail-gateway");
    expect(repaired.filter((name: string) => !/^(base|promtail)-/.test(name))).toEqual([]);
    expect(await on("gateway", "grep -c 'by hand' /etc/promtail/config.yaml")).toBe("0");
    expect(changes).toContainEqual({ name: "promtail-dns01", op: expect.any(String) });
    expect(await on("dns01", "grep -c 'component: continued' /etc/promtail/config.yaml")).toBe("1");
  });

  it("asks before it takes off hosts and sources that left the inventory, and leaves their data", async () => {
    edit((inventory) => {
      for (const host of ["node005", "node006", "gateway"]) inventory.deleteIn(["hosts", host]);
      inventory.deleteIn(["hosts", "dns01", "sources"]);
    });
    const asked = await up({}, "--no-probe");
    expect(asked.code).toBe(10);
    const { got } = JSON.parse(asked.out).problems[0];
    for (const name of ["promtail-node005", "base-gateway", "source dns of dns01"])
      expect(got).toContain(name);
    expect(await on("node005", "systemctl is-active promtail")).toBe("active");

    const { code, said } = await up({}, "--no-probe", "--yes");
    expect(code, said).toBe(0);
    expect(
      await on(
        "node005",
        "systemctl is-active promtail; ls /etc/promtail/config.yaml 2>/dev/null; ls /var/lib/promtail/positions.yaml",
      ),
    ).toBe("inactive\n/var/lib/promtail/positions.yaml");
    expect(await on("dns01", "grep -c /var/log/named /etc/promtail/config.yaml")).toBe("0");
    expect(await on("dns01", "ls /var/log/named/measure.log")).not.toBe("");
  });

  it("takes a host back from a version whose lines do not arrive, and leaves the others alone", async () => {
    const artifacts = { LOGSTEAD_ARTIFACTS: furtherVersions() };
    const since = await on("dns01", "systemctl show -P ActiveEnterTimestamp promtail");
    edit((inventory) => inventory.setIn(["artifacts", "programs", "promtail", "version"], "3.6.4"));
    const { code, out, said } = await up(artifacts);
    expect(code, said).toBe(3);
    expect(JSON.parse(out).problems).toEqual([
      expect.objectContaining({
        code: "upgrade-taken-back",
        path: "hosts.ocean",
        message: expect.stringContaining("promtail 3.6.4 back to 3.6.3"),
        fix: expect.stringContaining("not upgraded: dns01"),
      }),
    ]);
    expect(
      await on("ocean", "head -c 4 /usr/local/bin/promtail | tail -c 3; systemctl is-active promtail"),
    ).toBe("ELFactive");
    expect(await on("dns01", "systemctl show -P ActiveEnterTimestamp promtail")).toBe(since);
  });

  it("upgrades host by host to a version that works, and all lines arrive", async () => {
    edit((inventory) => inventory.setIn(["artifacts", "programs", "promtail", "version"], "3.6.5"));
    const { code, out, said } = await up({ LOGSTEAD_ARTIFACTS: furtherVersions() });
    expect(code, said).toBe(0);
    expect(JSON.parse(out).probe.ok).toBe(true);
    for (const host of ["ocean", "dns01"])
      expect(await on(host, "tail -c 1 /usr/local/bin/promtail | od -An -tx1")).toBe("0a");
  });

  it("brings a backup back to a host of Loki's that was lost, with every line, also when its first run was killed", async () => {
    const folder = stateDir("e2e-backup");
    rmSync(folder, { recursive: true, force: true });
    const kept = await command(["backup", "--env", file, "--to", folder, "--output", "json"]);
    expect(kept.code, kept.said).toBe(0);
    const { counts } = JSON.parse(kept.out);
    expect(counts.hosts.dns01).toBeGreaterThan(1000);
    // nothing that is secret is in it
    expect(JSON.stringify(readdirSync(folder, { recursive: true }))).not.toMatch(/token|\.key|secrets/);

    expect((await command(["lab", "reset", "ocean"])).code).toBe(0);
    const artifacts = { LOGSTEAD_ARTIFACTS: furtherVersions() };
    await killUp("loki-ocean", (results) => results.includes('"status": "changed"'), artifacts);
    const again = await up(artifacts, "--no-probe");
    expect(again.code, again.said).toBe(0);
    const { code, out, said } = await command([
      "restore",
      folder,
      "--env",
      file,
      "--yes",
      "--output",
      "json",
    ]);
    expect(code, said).toBe(0);
    const restored = JSON.parse(out);
    expect(restored.problems).toEqual([]);
    expect(restored.counts).toEqual(
      Object.entries(counts.hosts).map(([host, before]) => ({ host, before, after: before })),
    );
  });

  it("pulumi destroy by hand takes everything off and leaves the data, pulumi up brings it back", async () => {
    const artifacts = { LOGSTEAD_ARTIFACTS: furtherVersions() };
    const chunks = () =>
      on("ocean", "find /var/lib/loki/chunks -type f | wc -l; systemctl is-active loki promtail");
    const state = () =>
      on("dns01", "cd /etc/promtail && ls; systemctl is-active promtail; ls /var/lib/promtail");
    const destroyed = await pulumi("pulumi destroy --yes --skip-preview", artifacts);
    expect(destroyed.code, destroyed.said).toBe(0);
    expect(await chunks()).toMatch(/^[1-9]\d*\ninactive\ninactive$/);
    expect(await state()).toMatch(
      /^(?![\s\S]*(?:config\.yaml|tls))(?:[\s\S]*\n)?inactive\n[\s\S]*positions\.yaml/,
    );

    const { code, said } = await pulumi("pulumi up --yes --skip-preview", artifacts);
    expect(code, said).toBe(0);
    expect(await chunks()).toMatch(/^[1-9]\d*\nactive\nactive$/);
    expect(await state()).toMatch(/config\.yaml[\s\S]*\nactive\n[\s\S]*positions\.yaml/);
    const status = await command(["status", "--env", file, "--output", "json"], artifacts);
    expect(JSON.parse(status.out).loki.ready, status.said).toBe(true);
  });

  it("takes everything off at the end, keys too, and leaves the data", async () => {
    const { code, out, said } = await command(["down", "--env", file, "--yes", "--output", "json"]);
    expect(code, said).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ problems: [], stopped: true });
    const { upper } = hostPaths(openLab(), "dns01");
    expect(existsSync(join(upper, "var/lib/promtail/positions.yaml"))).toBe(true);
    for (const gone of ["etc/systemd/system/promtail.service", "etc/promtail/tls"])
      expect(existsSync(join(upper, gone)), gone).toBe(false);
  });
});
