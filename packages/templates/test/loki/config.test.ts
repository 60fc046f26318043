import { versions } from "@logstead/base";
import { loadText } from "@logstead/inventory";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { siteTree } from "../../src/index.ts";
import { verifyText } from "../../src/verify/verify.ts";
import { inventories, siteOf, siteWith } from "../site/sites.ts";

const home = inventories.find((file) => file.endsWith("home.yaml")) as string;
const flatnet = inventories.find((file) => file.endsWith("flatnet.yaml")) as string;
const mlops = inventories.find((file) => file.endsWith("mlops.yaml")) as string;

function textOf(site: ReturnType<typeof siteWith>, path = site.site.outputs.lokiConfig): string {
  const result = siteTree(site);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.tree.files.get(path)?.content ?? "";
}
// biome-ignore lint/suspicious/noExplicitAny: a configuration is looked into, path by path
const configOf = (site: ReturnType<typeof siteWith>): any => parse(textOf(site));
const without = (role: string) => `hosts:\n  ocean: {address: 192.168.1.143, roles: [agent, ${role}]}\n`;

const variants: Record<string, string> = {
  "as the inventory's defaults have it": "",
  "plain, behind nginx": "loki: {transport: plain}\n",
  "tls of its own": `${without("loki")}loki: {transport: tls}\n`,
  "mTLS of its own": `${without("loki")}loki: {transport: mtls}\n`,
  "one tenant apart from the other": "tenants: {a: {retention: 10d}, b: {}}\nloki: {authEnabled: true}\n",
  "own retention rules":
    "loki: {retention: {streams: [{match: {job: a, host: 'b\"c'}, period: 36h, priority: 7}]}}\n",
  "S3 with keys":
    "loki: {storage: {objectStore: s3, bucket: logs, endpoint: 'http://s3.home:9000', accessKey: 'secret:s3-a', secretKey: 'secret:s3-b'}}\n",
  "S3 without keys": "loki: {storage: {objectStore: s3, bucket: logs, endpoint: 'https://s3.home'}}\n",
  "three replicas by memberlist":
    "loki: {mode: scalable, replicationFactor: 3, ring: {store: memberlist, members: [a, b]}, storage: {objectStore: s3, bucket: logs, endpoint: 'https://s3.home'}}\n",
  "in parts on one host": "loki: {mode: scalable, ring: {store: memberlist}}\n",
  "a ring in etcd": "loki: {ring: {store: etcd, members: ['etcd:2379']}}\n",
  "a ring in consul": "loki: {ring: {store: consul, members: ['consul:8500']}}\n",
  "no ruler, no results cache": "loki: {ruler: false, limits: {resultsCacheSize: 0}}\n",
  "gzip, small": "loki: {resources: small, storage: {compression: gzip}}\n",
  "snappy, short chunks": "loki: {storage: {compression: snappy, chunkIdle: 90s, chunkRetain: 0s}}\n",
  "an Alertmanager":
    "loki: {ruler: true}\nalerting: {routes: [alertmanager, n8n], alertmanagerUrl: 'http://192.168.1.143:9093'}\nn8n: {url: 'http://192.168.1.143:5678'}\n",
  "no limit but one":
    "loki: {limits: {rejectOldSamples: false, maxLookBack: 90d, maxQueryLength: 90d, maxLineSize: 1MB}}\n",
};

describe("every variant of Loki's configuration", () => {
  it.each(Object.entries(variants))("is one that the real Loki takes: %s", async (_, more) => {
    expect(await verifyText("loki", "config.yaml", textOf(siteWith(more)))).toEqual([]);
  });
});

describe("settings", () => {
  it("[OCN-03] [GWY-02] stands where the site wants it", () => {
    expect(textOf(siteOf(home), "files/loki/loki-config.yaml")).toContain("auth_enabled: false");
    expect(textOf(siteOf(flatnet), "logging/loki/loki-config.yml")).toContain("auth_enabled: false");
    expect(textOf(siteOf(home), "hosts/ocean/etc/loki/config.yaml")).toBe(textOf(siteOf(home)));
  });

  it("[OCN-10] [INV-14] writes idle chunks after 5m and keeps them 30s", () => {
    expect(configOf(siteOf(flatnet)).ingester).toMatchObject({
      chunk_idle_period: "5m",
      chunk_retain_period: "30s",
      chunk_encoding: "gzip",
    });
  });

  it("[OCN-11] [OCN-12] [INV-44] keeps date, prefix, period and folders in today's schema", () => {
    const { schema_config, storage_config } = configOf(siteOf(flatnet));
    expect(schema_config.configs).toEqual([
      {
        from: "2024-01-01",
        store: "tsdb",
        object_store: "filesystem",
        schema: "v13",
        index: { prefix: "index_", period: "24h" },
      },
    ]);
    expect(storage_config).toEqual({
      tsdb_shipper: { active_index_directory: "/loki/index", cache_location: "/loki/cache" },
      filesystem: { directory: "/loki/chunks" },
    });
  });

  it("[OCN-13] [OCN-14] [OCN-15] [OCN-18] [INV-10] [RET-15] limits look-back, length and age", () => {
    expect(configOf(siteOf(flatnet)).limits_config).toMatchObject({
      reject_old_samples: true,
      reject_old_samples_max_age: "168h",
      max_query_lookback: "336h",
    });
    const week = siteWith("loki: {limits: {maxLookBack: 168h}}\n");
    expect(configOf(week).limits_config.max_query_lookback).toBe("168h");
    expect(configOf(siteOf(mlops)).limits_config).toMatchObject({
      max_query_lookback: "0s",
      max_query_length: "721h",
    });
  });

  it("[OCN-16] [OCN-17] caches results in memory and lets queries wait", () => {
    const { query_range, query_scheduler } = configOf(siteOf(mlops));
    expect(query_range.results_cache.cache).toEqual({ embedded_cache: { enabled: true, max_size_mb: 100 } });
    expect(query_scheduler).toEqual({ max_outstanding_requests_per_tenant: 100 });
  });

  it("[RET-02] [RET-03] [RET-04] [INV-08] sets all that deleting needs", () => {
    for (const [file, hours] of [
      [flatnet, "720h"], // the gateway's error log is kept for 30 days; all others have a rule of their own
      [mlops, "720h"],
      [home, "720h"],
    ] as const) {
      const { compactor, limits_config } = configOf(siteOf(file));
      expect(compactor).toMatchObject({ retention_enabled: true, retention_delete_delay: "2h" });
      expect(["filesystem", "s3"]).toContain(compactor.delete_request_store);
      expect(limits_config.retention_period).toBe(hours);
    }
  });

  it("[INV-09] keeps each kind as long as the table of kinds says", () => {
    const rules = configOf(siteOf(flatnet)).limits_config.retention_stream as {
      selector: string;
      period: string;
    }[];
    expect(Object.fromEntries(rules.map(({ selector, period }) => [selector, period]))).toEqual({
      '{kind="gateway-access"}': "336h",
      '{kind="gateway-error"}': "720h",
      '{kind="cni-plugin"}': "336h",
      '{kind="container"}': "168h",
      '{kind="system"}': "168h",
      '{tenant=~".+"}': "336h",
    });
  });

  it("[INV-15] [OCN-08] replicates where the inventory says so", () => {
    const { common, memberlist } = configOf(siteOf(mlops));
    expect(common).toMatchObject({ replication_factor: 3, ring: { kvstore: { store: "memberlist" } } });
    expect(memberlist.join_members).toEqual(["loki-memberlist.logging.svc.cluster.local"]);
    expect(configOf(siteOf(home)).common).toMatchObject({
      replication_factor: 1,
      ring: { kvstore: { store: "inmemory" } },
    });
  });

  it("reports nothing to anyone, finds patterns, and invents no label", () => {
    const { analytics, pattern_ingester, limits_config } = configOf(siteOf(home));
    expect(analytics).toEqual({ reporting_enabled: false });
    expect(pattern_ingester).toEqual({ enabled: true, lifecycler: { min_ready_duration: "1s" } });
    expect(limits_config).toMatchObject({
      volume_enabled: true,
      discover_service_name: [],
      max_line_size_truncate: true,
    });
  });

  it("takes secrets from the environment and writes none", () => {
    const site = siteWith(variants["S3 with keys"]);
    expect(configOf(site).storage_config.aws).toMatchObject({
      endpoint: "s3.home:9000",
      insecure: true,
      access_key_id: `$${"{S3_A}"}`,
      secret_access_key: `$${"{S3_B}"}`,
    });
  });

  it("[RUL-01] gives rules a folder, and alerts one way out", () => {
    expect(configOf(siteOf(home)).ruler).toMatchObject({
      storage: { type: "local", local: { directory: "/etc/loki/rules" } },
      alertmanager_url: "http://192.168.1.143:5678/webhook/log-anomaly",
    });
    const both = configOf(siteWith(variants["an Alertmanager"])).ruler;
    expect(both.alertmanager_url).toBe("http://192.168.1.143:9093");
    expect(both.alertmanager_client).toBeUndefined();
  });

  it("speaks TLS itself where no proxy does", () => {
    expect(configOf(siteOf(home)).server).toMatchObject({
      http_listen_address: "127.0.0.1",
      http_listen_port: 3100,
    });
    const own = configOf(siteWith(variants["mTLS of its own"])).server;
    expect(own.http_listen_address).toBe("0.0.0.0");
    expect(own.http_tls_config).toMatchObject({ client_auth_type: "RequireAndVerifyClientCert" });
  });

  it("[OCN-02] [OCN-19] [INV-11] runs by compose with the cores and the memory it is given", () => {
    const { services } = parse(textOf(siteOf(home), "files/loki/docker-compose.yml"));
    expect(services.loki).toMatchObject({
      image: `docker.io/grafana/loki:${versions.loki}`,
      cpus: 2,
      mem_limit: 2_000_000_000,
      volumes: ["/etc/loki:/etc/loki:ro", "/var/lib/loki:/loki"],
    });
  });

  it("runs its parts as three containers that find each other, behind Loki's one address", () => {
    const site = siteWith(variants["in parts on one host"]);
    const { services } = parse(textOf(site, site.site.outputs.lokiCompose));
    expect(Object.keys(services)).toEqual(["loki-write", "loki-read", "loki-backend"]);
    const targets = Object.values(services).map((one) => (one as { command: string[] }).command[2]);
    expect(targets).toEqual(["-target=write", "-target=read", "-target=backend"]);
    const { common, memberlist } = configOf(site);
    expect(common).toMatchObject({ instance_addr: "127.0.0.1", ring: { kvstore: { store: "memberlist" } } });
    expect(memberlist.join_members).toEqual(["127.0.0.1:7946", "127.0.0.1:7947", "127.0.0.1:7948"]);
    const nginx = textOf(site, "hosts/ocean/etc/nginx/conf.d/logstead-loki-parts.conf");
    expect(nginx).toContain("listen 127.0.0.1:3100;");
    const ports = site.hosts.ocean?.derived.ports.map(({ port }) => port);
    expect(ports).toEqual(expect.arrayContaining([3100, 3101, 3102, 3103, 9095, 9096, 9097, 7946, 7948]));
    expect(textOf(site, "hosts/ocean/etc/systemd/system/loki.service")).toContain(
      "container inspect loki-write loki-read loki-backend ",
    );
    expect(textOf(site, "playbook_ocean_loki.yaml")).toContain("- loki-backend");
  });

  it("[INV-44] refuses a Loki that is too old, and says what the settings of Loki 2.x are today", () => {
    const loaded = loadText(
      "site: {name: old}\nhosts: {ocean: {address: 192.168.1.143, roles: [agent, loki, nginx]}}\nloki: {version: 2.9.10}\n",
    );
    const problem = loaded.ok ? undefined : loaded.problems.find(({ code }) => code === "loki-too-old");
    expect(problem?.fix).toMatch(/table_manager.*compactor[\s\S]*boltdb-shipper.*tsdb/);
  });
});
