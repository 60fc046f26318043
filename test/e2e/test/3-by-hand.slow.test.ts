import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { alertsOf, byHand, command, noLab, pulumi, speak, testSite } from "../src/index.ts";

describe.skipIf(await noLab())("preview, and the same by hand (skipped: where there can be no lab)", () => {
  const { file, pipeline } = testSite();
  const before = readFileSync(pipeline, "utf8");
  afterAll(() => writeFileSync(pipeline, before));
  const preview = (...args: string[]) => command(["preview", "--env", file, "--output", "json", ...args]);

  it("plain pulumi finds nothing to do after `up`: preview, up and refresh", async () => {
    const { code, said } = await pulumi(
      "pulumi preview --expect-no-changes; pulumi up --yes --skip-preview --expect-no-changes; pulumi refresh --yes --expect-no-changes; pulumi stack output urls",
    );
    expect(code, said).toBe(0);
    expect(said).toContain("https://192.168.1.143:3100");
  });

  it("preview exits with 0 when nothing would change", async () => {
    const { code, out, said } = await preview("--hosts", "dns01", "--all-units");
    expect(code, said).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ changed: false, files: [], stack: { changes: [] } });
  });

  it("preview exits with 10 and shows just an edited pipeline, in all three parts", async () => {
    writeFileSync(pipeline, `${before}  - static_labels: {component: edited}\n`);
    const { code, out, said } = await preview("--hosts", "dns01,gateway");
    expect(code, said).toBe(10);
    const { files, stack, hosts } = JSON.parse(out);
    expect(files.map(({ path }: { path: string }) => path)).toEqual(["hosts/dns01/etc/promtail/config.yaml"]);
    expect(stack.changes).toEqual([{ name: "promtail-dns01", op: "replace" }]);
    const tasks = (name: string) => hosts.find(({ host }: { host: string }) => host === name);
    expect(tasks("gateway")).toMatchObject({ tasks: [], failed: [] });
    const { tasks: done } = tasks("dns01") as { tasks: { component: string; diff: string }[] };
    // what is written, and the start with it
    expect(new Set(done.map(({ component }) => component))).toEqual(new Set(["promtail"]));
    expect(done.map(({ diff }) => diff).join("\n")).toContain("component: edited");
  });

  it("pulumi up by hand applies it to the one host that uses it, and `up` has nothing left to do", async () => {
    expect((await command(["render", "--env", file])).code).toBe(0);
    const { code, said } = await pulumi("pulumi up --yes --skip-preview");
    expect(code, said).toBe(0);
    expect(said).toContain("promtail-dns01");
    expect(said).not.toMatch(/promtail-(node005|node006|gateway) +replaced/);
    const again = await pulumi("pulumi preview --expect-no-changes");
    expect(again.code, again.said).toBe(0);
  });

  it("ansible-playbook by hand does it too, and changes nothing where nothing is to be changed", async () => {
    writeFileSync(pipeline, before);
    expect((await command(["render", "--env", file])).code).toBe(0);
    const run = () => byHand(`ansible-playbook "$LOGSTEAD_RENDERED/site.yaml" --limit dns01`);
    const recap = (said: string) => /dns01 +: ok=\d+ +changed=(\d+) +unreachable=0 +failed=0/.exec(said)?.[1];
    const first = await run();
    expect(Number(recap(first.said)), first.said.slice(-3000)).toBeGreaterThan(0);
    const second = await run();
    expect(recap(second.said), second.said.slice(-3000)).toBe("0");
    const config = join(file, "../rendered/lab/hosts/dns01/etc/promtail/config.yaml");
    const there = await command(["lab", "exec", "dns01", "--", "cat", "/etc/promtail/config.yaml"]);
    expect(there.out.trim()).toBe(readFileSync(config, "utf8").trim());
  });

  it("the silence of a stopped collector has reached a webhook by now, through Loki's ruler", async () => {
    await expect
      .poll(() => alertsOf(), { timeout: 600_000, interval: 2000 })
      .toContainEqual(
        expect.objectContaining({
          labels: expect.objectContaining({
            alertname: "HeartbeatMissing",
            host: "node006",
            severity: "critical",
          }),
        }),
      );
    // On a busy machine the outage before may have kept others' heartbeats away too: theirs are back by now.
    const others = () => alertsOf().filter(({ labels }) => labels.host !== "node006");
    const firing = () => others().filter(({ endsAt }) => Date.parse(endsAt) > Date.now());
    await expect.poll(firing, { timeout: 600_000, interval: 2000 }).toEqual([]);
    expect(others().filter(({ labels }) => labels.alertname !== "HeartbeatMissing")).toEqual([]);
    await speak("node006");
  });
});
