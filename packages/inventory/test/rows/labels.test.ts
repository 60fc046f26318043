import { describe, expect, test } from "vitest";
import { sourceLabelNames } from "../../src/site/streams.ts";
import { codesOf, siteOf, withOcean, withSections } from "../support/texts.ts";

describe("labels, fields, tenants and redaction", () => {
  test("[INV-16] labels are a list of what is allowed: required ones, the platform's, the host's, aliases", () => {
    const { labels } = siteOf(withSections(""));
    expect(labels.required).toEqual(["tenant", "service", "stage", "component"]);
    for (const name of ["version", "environment", "region", "cluster", "job", "host", "source"])
      expect(labels.allowed).toContain(name);
    expect(labels.aliases).toEqual({ environment: "stage" });
    expect(codesOf(withOcean("labels: {rack: r1}"))).toEqual([
      "label-not-allowed at hosts.ocean.labels.rack",
    ]);
    expect(codesOf(withSections("labels: {budget: 5}"))[0]).toMatch(/^label-budget at /);
  });

  test("[INV-17] the sample platform labels are accepted and reach every stream", () => {
    const site = siteOf(
      `${withSections("labels:\n  allowed: [job, kind, host, source, level, unit, version, region, cluster, environment]\n  static: {version: v2.1.0, region: eu-west-1, cluster: mlops-prod}")}fields: {}\n`.replace(
        "{name: home}",
        "{name: home, stage: production}",
      ),
    );
    const journal = site.hosts.ocean?.derived.sources[0]?.source;
    const names = sourceLabelNames(site, {}, journal as never);
    for (const name of ["version", "region", "cluster", "stage", "component"]) expect(names).toContain(name);
    const api = withOcean("sources: {api: {type: files, paths: [/opt/api/*.log], component: scoring-api}}");
    expect(siteOf(api).hosts.ocean?.settings.sources.api).toMatchObject({ component: "scoring-api" });
  });

  test("[INV-18] each field is a label, structured metadata or dropped; many values are never a label", () => {
    const { fields } = siteOf(withSections(""));
    expect(fields).toMatchObject({
      request_id: { as: "structuredMetadata" },
      user_id: { as: "structuredMetadata", redact: true },
      pid: { as: "structuredMetadata" },
      cursor: { as: "drop" },
      level: { as: "label" },
    });
    for (const name of ["request_id", "user_id", "pid", "cursor"])
      expect(codesOf(withSections(`fields: {${name}: {as: label}}`))).toEqual([
        `high-cardinality-label at fields.${name}.as`,
      ]);
  });

  test("[INV-19] tenants with labels, fields, redaction, retention and their own deployment", () => {
    const site = siteOf(
      withSections(
        "redaction: {rules: {badge: {expression: 'badge=(\\d+)', tenants: [acme]}}}\ntenants:\n  acme: {labels: [region], fields: [trace_id], redaction: [badge], retention: 30d, deployment: dedicated}\n  other: {}",
      ),
    );
    expect(site.derived.tenants).toEqual(["acme", "other"]);
    expect(site.hosts.ocean?.derived.tenant).toBe("acme");
    expect(site.derived.retention.streams).toContainEqual({
      owner: "tenants.acme",
      match: { tenant: "acme" },
      days: 30,
      priority: 20,
    });
    expect(siteOf(withSections("")).derived.tenants).toEqual(["homelab"]);
    expect(codesOf(withSections("tenants: {acme: {retention: 91d}}"))).toEqual([
      "retention-out-of-range at tenants.acme.retention",
    ]);
  });

  test("[INV-20] five levels, other spellings are aliases of one, and one way of writing them", () => {
    const { levels } = siteOf(withSections(""));
    expect(levels.case).toBe("upper");
    expect(levels.aliases).toMatchObject({ CRITICAL: "FATAL", LOG: "INFO" });
    expect(siteOf(withSections("levels: {case: lower}")).levels.case).toBe("lower");
    expect(codesOf(withSections("levels: {aliases: {NOTICE: NOTICE}}"))).toEqual([
      "not-one-of at levels.aliases.NOTICE",
    ]);
  });

  test("[INV-22] redaction rules with name, expression, replacement, tenants and state of review", () => {
    const site = siteOf(
      withSections(
        "redaction: {rules: {iban: {expression: 'DE\\d{20}', replacement: IBAN, review: reviewed}}}",
      ),
    );
    expect(site.redaction.rules.iban).toEqual({
      expression: "DE\\d{20}",
      replacement: "IBAN",
      tenants: [],
      review: "reviewed",
    });
    expect(codesOf(withSections("redaction: {rules: {a: {expression: '(?<=x)y'}}}"))).toEqual([
      "regex-not-re2 at redaction.rules.a.expression",
    ]);
    expect(codesOf(withSections("redaction: {rules: {a: {expression: x, review: maybe}}}"))).toEqual([
      "not-one-of at redaction.rules.a.review",
    ]);
  });

  test("[INV-39] [PIP-17] [PIP-18] the common log schema and the other names of its fields", () => {
    const { logSchema } = siteOf(withSections("logSchema: {site: [operation, model_version]}"));
    expect(logSchema.aliases).toMatchObject({
      latency_ms: "duration_ms",
      latency: "duration_ms",
      request_time: "duration_ms",
      service: "component",
    });
    expect(logSchema.required).toEqual(["timestamp", "level", "component", "message"]);
    expect(logSchema.recommended).toEqual(["request_id", "duration_ms", "error"]);
    expect(logSchema.site).toEqual(["operation", "model_version"]);
    expect(codesOf(withSections("logSchema: {aliases: {a: b, b: c}}"))).toEqual([
      "alias-chain at logSchema.aliases.a",
    ]);
  });
});
