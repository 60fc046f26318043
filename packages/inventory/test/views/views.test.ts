import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { describe, expect, it } from "vitest";
import { dot, graph, load, mermaid, pulumiConfig, type Site, summarize } from "../../src/index.ts";

const environment = (name: string): Site => {
  const loaded = load(join(repoRoot, `infra/environments/${name}.yaml`));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.site;
};

describe("Pulumi stack configuration", () => {
  it("names hosts, addresses and secrets, and contains no secret", () => {
    const { config } = pulumiConfig(environment("lab"));
    expect(config["logstead:environment"]).toBe("lab");
    expect(config["logstead:lokiUrl"]).toBe("https://192.168.1.143:3100");
    expect(
      (config["logstead:hosts"] as { name: string; address: string }[]).map((h) => `${h.name} ${h.address}`),
    ).toEqual([
      "ocean 192.168.1.143",
      "dns01 192.168.1.10",
      "node005 192.168.1.15",
      "node006 192.168.1.16",
      "gateway 192.168.1.20",
    ]);
    expect(config["logstead:secrets"]).toEqual([
      "detector-admin-token",
      "detector-read-token",
      "loki-push-token",
      "n8n-webhook-token",
      "ntfy-token",
      "pagerduty-key",
      "slack-token",
      "webhook-key",
    ]);
    expect(config).not.toHaveProperty("logstead:kubernetes");
  });

  it("changes its hash with any setting and with nothing else", () => {
    const hash = (site: Site) => pulumiConfig(site).config["logstead:inventoryHash"];
    const lab = environment("lab");
    expect(hash(environment("lab"))).toBe(hash(lab));
    expect(hash({ ...lab, backup: { ...lab.backup, keep: 15 } })).not.toBe(hash(lab));
  });
});

describe("graph", () => {
  it("leads from every source of every host through Loki to every channel", () => {
    const site = environment("lab");
    const { nodes, edges } = graph(site);
    const ids = new Set(nodes.map((node) => node.id));
    for (const edge of edges) expect([edge.from, edge.to].every((id) => ids.has(id))).toBe(true);
    const next = (from: string): string[] =>
      edges.filter((edge) => edge.from === from).map((edge) => edge.to);
    const reach = (from: string): Set<string> => {
      const seen = new Set([from]);
      for (const id of seen) for (const to of next(id)) seen.add(to);
      return seen;
    };
    for (const host of Object.values(site.hosts))
      for (const { name } of host.derived.sources)
        expect([...reach(`${host.name}/${name}`)]).toEqual(
          expect.arrayContaining(["loki", "detector", "channel/mail", "channel/chat", "channel/pager"]),
        );
    expect([...reach("device/switch")]).toContain("loki");
  });

  it("draws as Mermaid and as Graphviz", () => {
    const drawn = graph(environment("home"));
    expect(mermaid(drawn).split("\n")[0]).toBe("flowchart LR");
    expect(dot(drawn)).toMatch(/^digraph logstead \{[\s\S]*"ocean\/collector" -> "loki"[\s\S]*\}$/);
  });
});

describe("summary", () => {
  it("counts the label names of the fullest stream and keeps within the budget", () => {
    const { labels } = summarize(environment("home"));
    expect(labels.names).toEqual(
      expect.arrayContaining(["tenant", "service", "stage", "component", "host", "job", "unit", "container"]),
    );
    expect(labels.most).toBe(11);
  });
});
