import { describe, expect, test } from "vitest";
import { codesOf, siteOf, withSections } from "../support/texts.ts";

const site = (more: string) => siteOf(withSections(more));
const refused = (more: string) => codesOf(withSections(more));

describe("detector", () => {
  test("[INV-13] its resources: 2 cores, 2GB and 10GB, or others", () => {
    expect(site("").detector.resources).toEqual({ cpus: 2, memory: "2GB", storage: "10GB" });
    expect(site("detector: {resources: {cpus: 4, memory: 4GB}}").detector.resources).toMatchObject({
      cpus: 4,
      memory: "4GB",
    });
    expect(refused("detector: {resources: {memory: 4}}")).toEqual([
      "wrong-type at detector.resources.memory",
    ]);
  });

  test("[INV-25] its sources, thresholds and models", () => {
    const { detector } = site(
      "detector: {thresholds: {sigma: 4, editDistance: 1}, selectors: ['{host=\"ocean\"}']}",
    );
    expect(detector.thresholds).toMatchObject({ sigma: 4, editDistance: 1, silence: "10m" });
    expect(detector.selectors).toEqual(['{host="ocean"}']);
    expect(refused("detector: {thresholds: {sigma: 0}}")).toEqual([
      "out-of-range at detector.thresholds.sigma",
    ]);
  });

  test("[INV-26] its store: embedded, PostgreSQL or Redis", () => {
    expect(site("").detector.store).toBe("pglite");
    for (const [kind, url] of [
      ["postgresql", "postgresql://db:5432/logs"],
      ["redis", "redis://db:6379"],
    ])
      expect(site(`detector: {store: {kind: ${kind}, url: "${url}"}}`).detector.store).toMatchObject({
        kind,
        url,
      });
    expect(refused("detector: {store: redis}")).toEqual(["incomplete-setting at detector.store"]);
  });

  test("[INV-27] tier 2 runs every 5 to 15 minutes", () => {
    for (const good of ["5m", "10m", "15m"])
      expect(refused(`detector: {model: {batchInterval: ${good}}}`)).toEqual([]);
    for (const bad of ["4m", "16m", "300s", "1h"])
      expect(refused(`detector: {model: {batchInterval: ${bad}}}`)).toEqual([
        "bad-value at detector.model.batchInterval",
      ]);
  });

  test("[INV-28] DBSCAN or Isolation Forest, word2vec or llamacpp", () => {
    expect(site("").detector.model).toMatchObject({ clustering: "dbscan", embedder: "word2vec" });
    const model = "{clustering: isolationForest, embedder: llamacpp, modelFile: /m.gguf}";
    expect(site(`detector: {model: ${model}}`).detector.model).toMatchObject({
      clustering: "isolationForest",
      embedder: "llamacpp",
    });
    expect(refused("detector: {model: {embedder: bert}}")).toEqual(["not-one-of at detector.model.embedder"]);
  });
});

describe("alerting and exports", () => {
  const channels =
    "n8n: {url: http://n8n:5678}\nalerting: {channels: {mail: {type: email, to: [ops@example.org], from: l@example.org, smtp: mail.example.org:25}, ops: {type: slack, channel: '#ops', token: secret:slack}, pager: {type: pagerduty, routingKey: secret:pd}}";

  test("[INV-23] exports to Kafka, SIEM, Elasticsearch, governance and OTLP, all off by default", () => {
    const { exports } = site("");
    expect(Object.values(exports).map((one) => one.enabled)).toEqual([false, false, false, false, false]);
    expect(exports.siem).toMatchObject({ address: "splunk.company.com:514", format: "rfc3164" });
    expect(exports.elasticsearch.url).toBe("http://elasticsearch:9200/_bulk");
    expect(site("exports: {otlp: {enabled: true, url: https://otlp.example.org}}").exports.otlp.enabled).toBe(
      true,
    );
    expect(refused("exports: {kafka: {enabled: true}}")).toEqual(["incomplete-setting at exports.kafka"]);
  });

  test("[INV-29] channels with severity routes, rate limit and deduplication window", () => {
    const { alerting, derived } = site(
      `${channels}, severities: {critical: [pager, ops], info: [mail]}, rateLimit: {alerts: 5, per: 1m}, dedupWindow: 30m}`,
    );
    expect(alerting.severities).toEqual({ critical: ["pager", "ops"], info: ["mail"] });
    expect(alerting.rateLimit).toEqual({ alerts: 5, per: "1m" });
    expect(derived.secrets).toEqual(expect.arrayContaining(["slack", "pd"]));
    expect(refused(`${channels}, severities: {critical: [mail, ops, pagr]}}`)).toEqual([
      "unknown-channel at alerting.severities.critical[2]",
    ]);
  });

  test("[INV-30] any combination of Alertmanager, Grafana and n8n", () => {
    const services = "n8n: {url: http://n8n:5678}\ngrafana: {url: http://grafana:3000}";
    const routes = (list: string) =>
      site(`${services}\nalerting: {alertmanagerUrl: http://am:9093, routes: ${list}}`).derived.routes;
    expect(routes("[alertmanager, grafana, n8n]")).toEqual(["alertmanager", "grafana", "n8n"]);
    expect(routes("[grafana]")).toEqual(["grafana"]);
    expect(site("n8n: {url: http://n8n:5678}").derived.routes).toEqual(["n8n"]);
    expect(site("").derived.routes).toEqual([]);
    expect(refused("alerting: {routes: [n8n]}")).toEqual(["no-such-service at alerting.routes[0]"]);
  });

  test("[INV-31] the declared rules have default thresholds and times, and a site may change them", () => {
    const { rules } = site(
      "alerting: {rules: {kafkaBrokerErrors: {threshold: 9}, highLatencyDetected: {for: 10m}}}",
    ).alerting;
    expect(rules).toMatchObject({
      scoringApiErrorLogs: { threshold: 0, for: "2m" },
      apiHighErrorRate: { threshold: 0.05, for: "5m" },
      kafkaBrokerErrors: { threshold: 9, for: "3m" },
      authenticationFailures: { threshold: 10, for: "5m" },
      highLatencyDetected: { threshold: 5000, for: "10m" },
    });
    expect(Object.keys(rules)).toHaveLength(8);
  });

  test("[INV-32] the share of dropped lines that raises an alert: 1%", () => {
    expect(site("").alerting.dropRate).toBe("1%");
    expect(site("alerting: {dropRate: 0.5%}").alerting.dropRate).toBe("0.5%");
    expect(refused("alerting: {dropRate: 101%}")).toEqual(["bad-percent at alerting.dropRate"]);
  });

  test("[INV-46] alerts come from declared rules, from the detector, or from both", () => {
    expect(site("").alerting.sources).toBe("both");
    for (const one of ["rules", "detector"])
      expect(site(`alerting: {sources: ${one}}`).alerting.sources).toBe(one);
    expect(refused("alerting: {sources: none}")).toEqual(["not-one-of at alerting.sources"]);
  });
});
