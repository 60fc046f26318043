import { describe, expect, test } from "vitest";
import { codesOf, siteOf, withOcean, withSections } from "../support/texts.ts";

const loki = (more: string) => siteOf(withSections(`loki: ${more}`)).loki;
const refused = (more: string) => codesOf(withSections(`loki: ${more}`));

describe("Loki", () => {
  test("[INV-08] the global retention: the gateway's 336h, the platform's 30d, within 7 to 90 days", () => {
    expect(loki("{}").retention.default).toBe("336h");
    expect(siteOf(withSections("loki: {retention: {default: 30d}}")).derived.retention.globalDays).toBe(30);
    for (const good of ["7d", "90d", "168h", "2160h"])
      expect(refused(`{retention: {default: ${good}}}`).filter((c) => !c.startsWith("accepts"))).toEqual([]);
    for (const bad of ["6d", "91d", "167h"])
      expect(refused(`{retention: {default: ${bad}}}`)).toContain(
        "retention-out-of-range at loki.retention.default",
      );
  });

  test("[INV-09] one table of kinds gives file rotation and stream retention", () => {
    const kinds = siteOf(withSections("")).logKinds;
    expect(kinds).toMatchObject({
      "gateway-access": { retentionDays: 14, rotation: "daily" },
      "gateway-error": { retentionDays: 30, rotation: "daily" },
      "cni-plugin": { retentionDays: 14, rotation: "daily" },
      container: { retentionDays: 7, rotation: { size: "100MB" } },
      system: { retentionDays: 7, rotation: "daily" },
    });
    const text = withOcean("sources: {err: {type: files, paths: [/e/*.log], kind: gateway-error}}");
    const { retention } = siteOf(text).derived;
    expect(retention.globalDays).toBe(30);
    expect(retention.streams).toContainEqual({
      owner: "logKinds.gateway-error",
      match: { kind: "gateway-error" },
      days: 30,
      priority: 50,
    });
    expect(retention.streams.find((s) => s.owner === "loki.retention.default")).toMatchObject({
      days: 14,
      priority: 1,
    });
  });

  test("[INV-10] query and ingest limits with their defaults, and a warning where they hide lines", () => {
    expect(loki("{}").limits).toMatchObject({
      maxLookBack: "0s",
      maxQueryLength: "721h",
      rejectOldSamples: true,
      rejectOldSamplesMaxAge: "168h",
    });
    expect(refused("{limits: {maxLookBack: 168h}}")).toEqual([
      "look-back-shorter-than-retention at loki.limits.maxLookBack",
    ]);
    expect(refused("{limits: {maxLookBack: 336h}}")).toEqual([]);
    expect(refused("{limits: {maxLookBack: 168h}, retention: {default: 7d}}")).toEqual([]);
  });

  test("[INV-11] Loki's resources: two profiles, or own ones", () => {
    const resources = (more: string) => siteOf(withSections(`loki: ${more}`)).derived.lokiResources;
    expect(resources("{resources: small}")).toEqual({ cpus: 0.5, memory: "512MB", storage: "20GB" });
    expect(resources("{}")).toEqual({ cpus: 2, memory: "2GB", storage: "100GB" });
    expect(resources("{resources: {cpus: 1, memory: 1GB, storage: 50GB}}")).toEqual({
      cpus: 1,
      memory: "1GB",
      storage: "50GB",
    });
    expect(refused("{resources: {cpus: 1, memory: 1GB}}")).toEqual(["missing at loki.resources.storage"]);
  });

  test("[INV-14] storage with schema date, prefix, period, folders and chunk times", () => {
    expect(loki("{}").storage).toMatchObject({
      schemaFrom: "2024-01-01",
      indexPrefix: "index_",
      indexPeriod: "24h",
      index: "/loki/index",
      cache: "/loki/cache",
      chunks: "/loki/chunks",
      chunkIdle: "5m",
      chunkRetain: "30s",
    });
    expect(
      loki("{storage: {objectStore: s3, bucket: logs, endpoint: https://s3.example.org}}").storage
        .objectStore,
    ).toBe("s3");
    expect(refused("{storage: {indexPeriod: 48h}}")).toEqual(["not-one-of at loki.storage.indexPeriod"]);
  });

  test("[INV-15] replication: one copy with an in-memory ring, or several with a shared ring and store", () => {
    expect(loki("{}")).toMatchObject({ replicationFactor: 1, ring: { store: "inmemory" } });
    const shared =
      "{replicationFactor: 3, ring: {store: memberlist}, storage: {objectStore: s3, bucket: logs, endpoint: https://s3.example.org}}";
    expect(loki(shared).replicationFactor).toBe(3);
    expect(refused("{replicationFactor: 3}")).toEqual([
      "replication-needs-ring at loki.replicationFactor",
      "replication-needs-object-store at loki.replicationFactor",
    ]);
  });

  test("[INV-15] parts of Loki on one host need a ring, and nginx that shares requests out", () => {
    const parts = (roles: string, more: string) =>
      codesOf(
        `site: {name: a}\nhosts: {ocean: {address: 192.168.1.143, roles: [agent, loki${roles}]}}\nloki: {mode: scalable, ${more}}`,
      );
    expect(parts(", nginx", "ring: {store: memberlist}")).toEqual([]);
    expect(parts("", "ring: {store: memberlist}")).toEqual(["scalable-needs-nginx at loki.mode"]);
    expect(parts(", nginx", "")).toEqual(["scalable-needs-ring at loki.mode"]);
    const shared =
      "replicationFactor: 3, storage: {objectStore: s3, bucket: logs, endpoint: https://s3.example.org}";
    expect(parts(", nginx", `ring: {store: memberlist}, ${shared}`)).toEqual([
      "replication-needs-members at loki.replicationFactor",
    ]);
  });

  test("[INV-21] transport plain, tls or mtls with a token; plain inside only", () => {
    const site = (more: string) => siteOf(withSections(`loki: ${more}`));
    expect(site("{}").loki.transport).toBe("mtls");
    expect(site("{}").derived.secrets).toContain("loki-push-token");
    expect(site("{transport: plain}").derived.lokiUrl).toBe("http://192.168.1.143:3100");
    expect(site("{transport: tls, authEnabled: true, pushToken: secret:push}").derived.secrets).toContain(
      "push",
    );
    expect(refused("{transport: plain, url: http://logs.example.org:3100}")).toEqual([
      "plain-outside at loki.transport",
    ]);
  });

  test("[INV-36] Loki's address: derived from its host, or a written one", () => {
    expect(siteOf(withSections("")).derived.lokiUrl).toBe("https://192.168.1.143:3100");
    for (const url of [
      "http://loki:3100",
      "http://loki.logging.svc.cluster.local:3100",
      "http://192.168.1.143:3100",
      "http://woody:3100",
    ]) {
      const site = siteOf(withSections(`loki: {transport: plain, url: "${url}"}`));
      expect(site.derived.pushUrl).toBe(`${url}/loki/api/v1/push`);
    }
    const ipv6 = siteOf(withSections("").replace("192.168.1.143", "fd00::143/64"));
    expect(ipv6.derived.lokiUrl).toBe("https://[fd00::143]:3100");
    expect(codesOf(withSections("loki: {pushUrl: http://loki:3100}"))).toEqual([
      "unknown-key at loki.pushUrl",
    ]);
  });

  test("[INV-44] the version decides the form; older ones are refused with what their settings became", () => {
    expect(loki("{version: 3.0.0}").version).toBe("3.0.0");
    expect(refused("{version: 2.9.4}")).toEqual(["loki-too-old at loki.version"]);
    expect(refused("{version: latest}")).toEqual(["bad-version at loki.version"]);
  });
});
