import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { siteTree } from "../../src/index.ts";
import { siteWith } from "../site/sites.ts";

const site = siteWith(`
hosts:
  ocean: {address: 192.168.1.143, roles: [agent, loki, nginx], logDisk: {warn: 70, critical: 85}}
  dns01: {address: 192.168.1.10}
loki: {retention: {default: 14d, deleteDelay: 2h, streams: [{match: {job: noisy}, period: 36h, priority: 7}]}}
`);
const result = siteTree(site);
if (!result.ok) throw new Error(JSON.stringify(result.problems));
const { files } = result.tree;
const script = (host: string) =>
  files.get(`hosts/${host}/usr/local/lib/logstead/disk-guard`)?.content as string;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "logstead-guard-"));
  for (const name of ["var/log", "var/lib/loki", "etc/loki/guard", "state", "bin"])
    mkdirSync(join(root, name), { recursive: true });
  for (const step of [1, 2, 3]) {
    const path = `etc/loki/guard/step-${step}.yaml`;
    writeFileSync(join(root, path), files.get(`hosts/ocean/${path}`)?.content as string);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

/** The rendered script below a folder, with a `df` that says how full the disk is. */
function guard(host: string, percent: number, inodes = 1): string {
  writeFileSync(join(root, "bin/df"), `#!/bin/sh\necho 'Use% IUse%'\necho ' ${percent}%  ${inodes}%'\n`, {
    mode: 0o755,
  });
  const below = script(host).replace(/(?<![\w/])\/(var\/l|etc\/loki)/g, `${root}/$1`);
  return execFileSync("sh", ["-c", below], {
    env: { PATH: `${root}/bin:${process.env.PATH}`, STATE_DIRECTORY: join(root, "state") },
    encoding: "utf8",
  }).replaceAll(root, "");
}

const overrides = () => parse(readFileSync(join(root, "var/lib/loki/overrides.yaml"), "utf8")).overrides;
const hoursAgo = (hours: number) => {
  const then = Date.now() / 1000 - hours * 3600;
  utimesSync(join(root, "state/step"), then, then);
};

describe("[RET-13] the disk guard", () => {
  it("says nothing below the first level, and lets Loki keep what the inventory says", () => {
    expect(guard("ocean", 69)).toBe("");
    expect(overrides()).toEqual({});
  });

  it("warns from the first level, and has nothing deleted", () => {
    expect(guard("ocean", 70)).toBe("<4>disk guard: level=warning path=/var/log used=70% limit=70%\n");
    expect(overrides()).toEqual({});
  });

  it("counts inodes as well", () => {
    expect(guard("ocean", 10, 71)).toContain("used=71%");
  });

  it("halves what Loki keeps at the second level, then waits for what that frees before it goes on", () => {
    expect(guard("ocean", 85)).toContain("<2>disk guard: level=critical path=/var/log used=85% limit=85%\n");
    expect(overrides().fake.retention_period).toBe("168h");
    guard("ocean", 95);
    expect(overrides().fake.retention_period).toBe("168h");
    hoursAgo(3);
    guard("ocean", 95);
    expect(overrides().fake.retention_period).toBe("84h");
    hoursAgo(3);
    guard("ocean", 95);
    hoursAgo(3);
    guard("ocean", 95);
    expect(overrides().fake.retention_period).toBe("24h");
  });

  it("gives back step by step once it is below the first level, and stays where it is between the two", () => {
    guard("ocean", 90);
    hoursAgo(3);
    guard("ocean", 80);
    expect(overrides().fake.retention_period).toBe("168h");
    hoursAgo(3);
    guard("ocean", 50);
    expect(overrides()).toEqual({});
  });

  it("mends what somebody has changed by hand", () => {
    guard("ocean", 90);
    writeFileSync(join(root, "var/lib/loki/overrides.yaml"), "overrides: {other: {}}\n");
    guard("ocean", 90);
    expect(Object.keys(overrides())).toEqual(["fake"]);
  });

  it("only reports where Loki does not run", () => {
    expect(guard("dns01", 91)).toBe("<2>disk guard: level=critical path=/var/log used=91% limit=90%\n");
    expect(existsSync(join(root, "var/lib/loki/overrides.yaml"))).toBe(false);
  });

  it("shortens every rule of Loki's, never below a day", () => {
    const { streams } = site.derived.retention;
    const steps = [1, 2, 3].map((n) => files.get(`hosts/ocean/etc/loki/guard/step-${n}.yaml`)?.content ?? "");
    for (const step of steps) {
      const { retention_stream } = parse(step).overrides.fake;
      expect(retention_stream).toHaveLength(streams.length);
      for (const { period } of retention_stream)
        expect(Number.parseInt(period, 10)).toBeGreaterThanOrEqual(24);
    }
  });

  it("is heard by the ruler, at both levels and for each host", () => {
    const rules = parse(files.get("hosts/ocean/etc/loki/rules/fake/disks.yaml")?.content ?? "").groups[0]
      .rules;
    expect(rules.map((rule: { labels: object }) => rule.labels)).toEqual(
      ["ocean", "dns01"].flatMap((host) =>
        ["warning", "critical"].map((severity) => ({ severity, host, source: "journal" })),
      ),
    );
    expect(rules[0].expr).toContain('|= "disk guard: level=warning" != "!=" [15m]');
  });
});
