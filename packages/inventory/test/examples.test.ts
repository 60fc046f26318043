import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatProblem, repoRoot } from "@logstead/base";
import { describe, expect, it } from "vitest";
import { dump, load, loadText, type Site, summarize } from "../src/index.ts";
import { environmentOf, inventories, nameOf } from "./examples.ts";
import { unusedSettings } from "./settings-used.ts";

const loaded = (file: string): Site => {
  const result = load(file);
  if (!result.ok) throw new Error(result.problems.map((p) => formatProblem(p)).join("\n"));
  return result.site;
};
const example = (name: string) => loaded(inventories.find((file) => environmentOf(file) === name) as string);

describe("example inventories", () => {
  it.each(inventories.map((file) => [nameOf(file), file]))(
    "%s has no errors, and warnings only where an example shows a setting that has no effect yet",
    (name, file) => {
      const result = load(file);
      const problems = result.ok ? result.warnings : result.problems;
      const shown = name.startsWith("examples/") ? "no-effect-yet" : undefined;
      expect(problems.filter(({ code }) => code !== shown)).toEqual([]);
    },
  );

  it.each(inventories.map((file) => [nameOf(file), file]))(
    "%s survives dump and load unchanged",
    (_, file) => {
      const site = loaded(file);
      const again = loadText(dump(site), site.file);
      expect(again.ok ? again.site : again.problems).toEqual(site);
    },
  );

  it("use every setting of the schema between them", () => {
    expect(unusedSettings(inventories)).toEqual([]);
  });

  it("the smallest useful inventory has at most 25 lines", () => {
    expect(
      readFileSync(join(repoRoot, "examples/minimal.yaml"), "utf8").trimEnd().split("\n").length,
    ).toBeLessThanOrEqual(25);
  });
});

describe("infra/environments", () => {
  it.each(["home", "lab"])(
    "[INV-01][INV-04] %s types ocean, dns01, node005, node006 and the gateway with roles and addresses",
    (name) => {
      const { hosts } = example(name);
      expect(Object.keys(hosts)).toEqual(["ocean", "dns01", "node005", "node006", "gateway"]);
      expect(hosts.ocean?.settings.address).toBe("192.168.1.143/24");
      expect(hosts.ocean?.settings.roles).toEqual([
        "agent",
        "syslog",
        "loki",
        "nginx",
        "detector",
        "grafana",
        "n8n",
      ]);
      expect(hosts.gateway?.settings.platform).toBe("wsl2");
      expect(Object.values(hosts).map((host) => host.settings.collector.agent)).toEqual(
        Array(5).fill("promtail"),
      );
    },
  );

  it.each(["home", "lab"])("[SYS-07][INV-05] %s has the plan's ports on ocean", (name) => {
    const ports = Object.fromEntries(
      (example(name).hosts.ocean?.derived.ports ?? []).map((port) => [port.owner, port]),
    );
    expect(ports.Loki).toMatchObject({ port: 3100, address: "127.0.0.1" });
    expect(ports["nginx (Loki API)"]).toMatchObject({ port: 3100, address: "192.168.1.143/24" });
    expect(ports.detector).toMatchObject({ port: 8085, address: "127.0.0.1" });
    expect(ports["promtail (http)"]).toMatchObject({ port: 9080, address: "127.0.0.1" });
    expect(ports.n8n?.port).toBe(5678);
    expect(ports.Grafana?.port).toBe(8910);
    expect(ports["source syslog (syslog udp)"]?.port).toBe(1514);
    expect(ports["source syslog (syslog tcp)"]?.port).toBe(1514);
  });

  it("the summary adds up hosts, sources, streams and disk need", () => {
    const summary = summarize(example("home"));
    expect(summary.hosts.map((host) => host.name)).toEqual([
      "ocean",
      "dns01",
      "node005",
      "node006",
      "gateway",
    ]);
    expect(summary.sources).toBe(summary.hosts.reduce((sum, host) => sum + host.sources.length, 0));
    expect(summary.streams).toBe(summary.hosts.reduce((sum, host) => sum + host.streams, 0));
    expect(summary.disk.storedAtRetention).toBeCloseTo(
      (summary.disk.rawPerDay / 8) * summary.retention.longestDays,
    );
    expect(summary.labels.most).toBeLessThanOrEqual(summary.labels.budget);
  });
});
