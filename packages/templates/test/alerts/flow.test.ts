import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { siteTree } from "../../src/index.ts";
import { credentials } from "../../src/products/alerts/credentials.ts";
import { alertFlow } from "../../src/products/alerts/flow.ts";
import { inventories, siteOf, siteWith } from "../site/sites.ts";
import { siteWithChannels } from "./site.ts";

const text = (site = siteWithChannels()) => `${JSON.stringify(alertFlow(site).workflow, null, 2)}\n`;

describe("the rendered flow", () => {
  it("[ALR-06] [N8C-01] is what it was", async () => {
    await expect(text()).toMatchFileSnapshot(join(import.meta.dirname, "golden/log-anomaly-alerts.json"));
  });

  it("[ALR-06] is at files/n8n/workflows/log-anomaly-alerts.json, wherever alerts go by n8n", () => {
    for (const file of inventories) {
      const site = siteOf(file);
      const tree = siteTree(site);
      if (!tree.ok) throw new Error(JSON.stringify(tree.problems));
      const there = tree.tree.files.has(site.site.outputs.n8nWorkflow);
      expect(there, file).toBe(site.derived.routes.includes("n8n"));
    }
    expect(siteWithChannels().site.outputs.n8nWorkflow).toBe("files/n8n/workflows/log-anomaly-alerts.json");
  });

  it("is the same for the same site, and has another digest for any other", () => {
    expect(text()).toBe(text());
    const others = ["", "  dedupWindow: 2h", "  rateLimit: {alerts: 7}", "  maintenance: {}"];
    const digests = others.map((more) => alertFlow(siteWithChannels(more)).digest);
    expect(new Set(digests).size).toBe(3);
    const moved = alertFlow(siteWithChannels("", "{webhookPath: elsewhere}"));
    expect(digests).not.toContain(moved.digest);
    expect(moved.workflow.id).toBe(alertFlow(siteWithChannels()).workflow.id);
  });

  it("has no node that leads nowhere, none twice, and every send is recorded", () => {
    const { nodes, connections } = alertFlow(siteWithChannels()).workflow;
    const names = nodes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(names.length);
    const reached = new Set(
      Object.values(connections).flatMap(({ main }) => main.flat().map(({ node }) => node)),
    );
    const triggers = ["Alert", "Now and then", "n8n has started", "An execution has failed", "Rules"];
    expect(names.filter((name) => !reached.has(name))).toEqual(triggers);
    for (const name of names.filter((one) => one.startsWith("Send ")))
      expect(connections[name]?.main.map((to) => to.map(({ node }) => node))).toEqual([
        [name.replace("Send", "Record")],
        [name.replace("Send", "Record")],
      ]);
    const places = nodes.map(({ position }) => position.join());
    expect(new Set(places).size).toBe(places.length);
  });

  it("[ALR-09] names credentials and never holds a secret", () => {
    const site = siteWithChannels();
    const used = alertFlow(site).workflow.nodes.flatMap((node) =>
      Object.values(node.credentials ?? {}).map(({ id }) => id),
    );
    expect(new Set(used)).toEqual(new Set(credentials(site).map(({ id }) => id)));
    expect(used.every((id) => /^[0-9a-z]{16}$/.test(id))).toBe(true);
    expect(credentials(site).map(({ secrets }) => secrets)).toEqual([
      ["n8n-webhook-token"],
      undefined,
      ["slack-token"],
      ["pagerduty-key"],
    ]);
  });

  it("goes to the site's own addresses of Slack and PagerDuty, which are theirs unless set", () => {
    const urls = (site = siteWithChannels()) => text(site).match(/https?:\/\/[^"]+(?:postMessage|enqueue)/g);
    expect(urls()).toEqual(["http://127.0.0.1:8026/chat.postMessage", "http://127.0.0.1:8027/v2/enqueue"]);
    const usual = siteWith(`n8n: {url: "http://n8n:5678"}
alerting:
  channels: {chat: {type: slack, channel: "#a", token: secret:s}, pager: {type: pagerduty, routingKey: secret:p}}`);
    expect(urls(usual)).toEqual([
      "https://slack.com/api/chat.postMessage",
      "https://events.pagerduty.com/v2/enqueue",
    ]);
  });

  it("encrypts mail as the server has it", () => {
    const smtp = (more: string) => {
      const site = siteWith(`n8n: {url: "http://n8n:5678"}
alerting: {channels: {mail: {type: email, to: [a@b.example], from: c@b.example, ${more}}}}`);
      return credentials(site)[1];
    };
    expect(smtp("smtp: mail.example:25, startTls: false")?.data).toMatchObject({
      port: 25,
      secure: false,
      disableStartTls: true,
    });
    expect(smtp("smtp: mail.example:587")?.data).toMatchObject({
      port: 587,
      secure: false,
      disableStartTls: false,
    });
    expect(smtp("smtp: mail.example:465, user: u, password: secret:m")).toMatchObject({
      data: { host: "mail.example", port: 465, secure: true, user: "u", password: "<m>" },
      secrets: ["m"],
    });
  });
});
