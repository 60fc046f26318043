import { expect, it } from "vitest";
import { parse } from "yaml";
import { siteTree } from "../../src/index.ts";
import { inventories, siteOf, siteWith } from "../site/sites.ts";

// biome-ignore lint/suspicious/noExplicitAny: a configuration is looked into, path by path
type Config = any;

function textsOf(site: ReturnType<typeof siteOf>): (path: string) => string {
  const result = siteTree(site);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return (path) => result.tree.files.get(path)?.content ?? "";
}
/** Anchors of what sources share are more than the parser's default allows. */
const read = (text: string): Config => parse(text, { maxAliasCount: -1 });
const example = (name: string) => siteOf(inventories.find((file) => file.endsWith(`${name}.yaml`)) as string);
const jobOf = (config: Config, name: string): Config =>
  config.scrape_configs.find((one: { job_name: string }) => one.job_name === name);
const withSources = (sources: string, more = "") =>
  read(
    textsOf(
      siteWith(`hosts: {ocean: {address: 192.168.1.143, roles: [agent, loki, nginx], ${sources}}}\n${more}`),
    )("hosts/ocean/etc/promtail/config.yaml"),
  );

const flatnet = read(textsOf(example("flatnet"))("hosts/gateway/etc/promtail/config.yaml"));
const firstLabels = (name: string) => jobOf(flatnet, name).static_configs[0].labels;

it("[PRM-12] [PRM-14] [PRM-19] serves its health on 9080, pushes where the site says, labels by source", () => {
  expect(flatnet.server.http_listen_port).toBe(9080);
  expect(flatnet.clients[0].url).toBe("http://loki:3100/loki/api/v1/push");
  for (const name of ["gateway", "cni-plugin", "containers"]) expect(firstLabels(name).source).toBe(name);
});

it("[OCN-04] [GWY-03] describes Promtail under the paths of site.outputs", () => {
  const [home, gateway] = [textsOf(example("home")), textsOf(example("flatnet"))];
  expect(home("files/promtail/promtail-config.yaml")).toBe(home("hosts/ocean/etc/promtail/config.yaml"));
  expect(gateway("logging/promtail/promtail-config.yml")).toContain("job_name: gateway");
});

it("[PAG-05] is given its share of a host: half a core, 256 MB", () => {
  const unit = textsOf(example("home"))("hosts/dns01/etc/systemd/system/promtail.service");
  expect(unit.split("\n")).toEqual(expect.arrayContaining(["CPUQuota=50%", "MemoryMax=256000000"]));
});

it("[PRM-13] keeps positions where a restart finds them, or where the inventory says", () => {
  expect(flatnet.positions.filename).toBe("/var/lib/promtail/positions.yaml");
  const own = withSources("collector: {positionsPath: /tmp/positions.yaml}");
  expect(own.positions.filename).toBe("/tmp/positions.yaml");
});

it("[PRM-15] [PRM-16] [PRM-17] [PRM-18] reads the gateway site's four jobs with their labels", () => {
  expect(firstLabels("gateway")).toMatchObject({
    job: "gateway",
    component: "openresty",
    __path__: "/mnt/f/flatnet/logs/*.log",
  });
  expect(firstLabels("cni-plugin")).toMatchObject({
    job: "cni-plugin",
    component: "flatnet-cni",
    __path__: "/var/log/flatnet/*.log",
  });
  expect(firstLabels("containers")).toMatchObject({
    job: "containers",
    __path__: "/var/lib/containers/storage/overlay-containers/*/userdata/ctr.log",
  });
  expect(jobOf(flatnet, "journal").journal.labels).toMatchObject({ kind: "system" });
});

it("[PRM-02] [PRM-03] takes containers from the journal, with their name and image", () => {
  const { relabel_configs } = jobOf(withSources("containerLogs: journald"), "journal");
  const found = relabel_configs.map((one: { source_labels: string[]; target_label: string }) => [
    one.source_labels[0],
    one.target_label,
  ]);
  expect(found).toContainEqual(["__journal_container_name", "container"]);
  expect(found).toContainEqual(["__journal_image_name", "image"]);
});

it("[PRM-04] takes containers from Docker's API", () => {
  const { docker_sd_configs, relabel_configs } = jobOf(
    withSources("containerLogs: dockerSocket"),
    "containers",
  );
  expect(docker_sd_configs[0].host).toBe("unix:///var/run/docker.sock");
  expect(JSON.stringify(relabel_configs)).toContain("__meta_docker_container_name");
});

it("[PRM-09] finds the pods of its own node by itself", () => {
  const config = withSources(
    "collector: {runtime: daemonset}, sources: {pods: {type: kubernetes-pods}}",
    "k8s: {enabled: true}\n",
  );
  expect(jobOf(config, "pods").kubernetes_sd_configs).toEqual([{ role: "pod" }]);
});

it("[PRM-07] [SEC-01] [SEC-02] pushes with a client certificate and a token, and nginx asks for both", () => {
  const files = textsOf(siteWith());
  const [client] = read(files("hosts/ocean/etc/promtail/config.yaml")).clients;
  expect(client.url).toMatch(/^https:.*\/loki\/api\/v1\/push$/);
  expect(client.tls_config).toEqual({
    ca_file: "/etc/promtail/tls/ca.crt",
    cert_file: "/etc/promtail/tls/client.crt",
    key_file: "/etc/promtail/tls/client.key",
  });
  expect(client.authorization).toEqual({ type: "Bearer", credentials_file: "/etc/promtail/tls/token" });
  const nginx = files("hosts/ocean/etc/nginx/conf.d/logstead-loki.conf");
  expect(nginx).toContain("ssl_verify_client on;");
  expect(nginx).toMatch(/push\|otlp[^{]*\{\s*if \(\$logstead_bearer = 0\) \{\s*return 401;/);
});

it("[SEC-18] Loki itself listens on loopback, behind nginx", () => {
  const { server } = read(textsOf(siteWith())("hosts/ocean/etc/loki/config.yaml"));
  expect(server).toMatchObject({ http_listen_address: "127.0.0.1", http_listen_port: 3100 });
});

it("[PIP-02] [PIP-23] gives every line the four labels, and keeps labels to the site's list", () => {
  const allowed = "labels: {allowed: [job, host, source, level, version]}\n";
  const { journal, pipeline_stages } = jobOf(withSources("labels: {version: v2}", allowed), "journal");
  const four = { tenant: "homelab", service: "journal", stage: "production", component: "journal" };
  expect(journal.labels).toMatchObject({ ...four, version: "v2" });
  const kept = ["tenant", "service", "stage", "component", "job", "host", "source", "level", "version"];
  expect(pipeline_stages.at(-1).labelallow.toSorted()).toEqual(kept.toSorted());
});

it("[PIP-13] [SEC-07] drops the label sensitive_data", () => {
  const stages: Config[] = jobOf(flatnet, "gateway").pipeline_stages;
  expect(stages.some(({ labeldrop }) => labeldrop?.includes("sensitive_data"))).toBe(true);
});

const tenantRules = `
tenants:
  homelab: {}
  shop: {labels: [job, host, level], redaction: [customer]}
redaction:
  rules:
    customer: {expression: 'KD-(\\d{6})', replacement: '######', tenants: [shop], review: reviewed}
    badge: {expression: 'badge (\\d+)', review: draft}
    plate: {expression: 'plate (\\w+)', review: rejected}
`;
const twoTenants =
  "sources: {journal: false, web: {type: files, paths: [/a.log], tenant: shop}, ours: {type: files, paths: [/b.log], tenant: homelab}}";

it("[PRM-22] [SEC-03] each tenant has its own list of labels and its own redaction", () => {
  const config = withSources(twoTenants, tenantRules);
  const stages = (name: string) => JSON.stringify(jobOf(config, name).pipeline_stages);
  expect(stages("web")).toContain("KD-(");
  expect(stages("ours")).not.toContain("KD-(");
  const kept = jobOf(config, "web").pipeline_stages.at(-1).labelallow;
  expect(kept.toSorted()).toEqual(
    ["tenant", "service", "stage", "component", "job", "host", "level"].toSorted(),
  );
});

it("[SEC-13] a rule that Security rejected hides nothing, a draft does until it is decided", () => {
  const stages = JSON.stringify(jobOf(withSources(twoTenants, tenantRules), "ours").pipeline_stages);
  expect(stages).toContain("badge (");
  expect(stages).not.toContain("plate (");
});

it("[SEC-04] masks by expression and replacement, and keeps a tenant's lines as long as it must", () => {
  const files = textsOf(
    siteWith(
      `hosts: {ocean: {address: 192.168.1.143, roles: [agent, loki, nginx], ${twoTenants}}}\n${tenantRules.replace(
        "shop: {",
        "shop: {retention: 60d, ",
      )}`,
    ),
  );
  const stages: Config[] = jobOf(read(files("hosts/ocean/etc/promtail/config.yaml")), "web").pipeline_stages;
  const rule = stages.find(({ replace }) => replace?.expression.startsWith("KD-("));
  expect(rule.replace.replace).toContain("######");
  const { limits_config } = read(files("hosts/ocean/etc/loki/config.yaml"));
  const kept = limits_config.retention_stream.find(({ selector }: Config) =>
    selector.includes('tenant="shop"'),
  );
  expect(kept.period).toBe("1440h");
});
