import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { siteTree } from "../../src/index.ts";
import { verifyText } from "../../src/verify/verify.ts";
import { inventories, siteOf, siteWith } from "../site/sites.ts";

const named = (name: string) => siteOf(inventories.find((file) => file.endsWith(`${name}.yaml`)) as string);

function treeOf(site: ReturnType<typeof siteWith>) {
  const result = siteTree(site);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.tree.files;
}
const textOf = (site: ReturnType<typeof siteWith>, path: string) => treeOf(site).get(path)?.content ?? "";
// biome-ignore lint/suspicious/noExplicitAny: rendered files are looked into, path by path
const dataOf = (site: ReturnType<typeof siteWith>, path: string): any => parse(textOf(site, path));
const compose = (site: ReturnType<typeof siteWith>) =>
  dataOf(site, site.site.outputs.detectorCompose).services["logstead-detector"];

const apart = (more: string) =>
  siteWith(`hosts:
  ocean: {address: 192.168.1.143, roles: [agent, loki, nginx]}
  watch: {address: 192.168.1.144, roles: [agent, detector]}
${more}`);

describe("the compose service", () => {
  it("[DDP-02] [DDP-06] is on the detector's host with the inventory's limits", () => {
    const home = named("home");
    expect(textOf(home, "hosts/ocean/opt/logstead/detector/docker-compose.yml")).toBe(
      textOf(home, "files/log-anomaly/docker-compose.yml"),
    );
    expect(compose(home)).toMatchObject({ cpus: 2, mem_limit: 2_000_000_000 });
    const larger = siteWith(
      "hosts:\n  ocean: {address: 192.168.1.143, roles: [agent, loki, detector]}\ndetector: {resources: {cpus: 4, memory: 4GB}}\n",
    );
    expect(compose(larger)).toMatchObject({ cpus: 4, mem_limit: 4_000_000_000 });
    expect(textOf(named("lab"), "hosts/ocean/etc/systemd/system/logstead-detector.slice")).toContain(
      "CPUQuota=200%\nMemoryMax=2000000000",
    );
  });

  it("may change nothing but its own folder, and is nobody of the host", () => {
    for (const name of ["home", "lab", "enterprise", "minimal"]) {
      const service = compose(named(name));
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        user: "10085:10085",
      });
      expect(service).not.toHaveProperty("privileged");
      const writable = service.volumes.filter((volume: string) => !volume.endsWith(":ro"));
      expect(writable).toEqual(["/var/lib/logstead/detector:/var/lib/logstead/detector"]);
    }
  });

  it("has a health check: Docker's in the file, Podman's in the unit, where no shell is needed", () => {
    expect(compose(named("home")).healthcheck.test).toEqual([
      ...["CMD", "/usr/local/bin/node", "/opt/logstead/detector/main.js"],
      ...["health", "--settings", "/etc/logstead/vars_log_anomaly.yaml"],
    ]);
    expect(compose(named("lab"))).not.toHaveProperty("healthcheck");
    expect(textOf(named("lab"), "hosts/ocean/etc/systemd/system/logstead-detector.service")).toMatch(
      /^ExecStart=.*--health-cmd='CMD \/usr\/local\/bin\/node .* health --settings/m,
    );
  });

  it("runs the image that was brought, or the one of the registry that the inventory names", () => {
    expect(compose(named("lab")).image).toMatch(/^localhost\/logstead\/detector:\$\{DETECTOR_TAG:-[\d.]+\}$/);
    expect(compose(named("enterprise")).image).toMatch(
      /^registry\.enterprise\.internal\/logstead\/detector:[\d.]+$/,
    );
  });

  it("is not there without a detector", () => {
    const paths = [...treeOf(named("flatnet")).keys()];
    expect(paths.filter((path) => /detector|anomaly\/|vars_log_anomaly/.test(path))).toEqual([]);
  });
});

describe("its settings", () => {
  it("[DDP-05] [DET-31] are a port of 8085 on loopback", () => {
    expect(dataOf(named("home"), "vars_log_anomaly.yaml")).toMatchObject({
      port: 8085,
      address: "127.0.0.1",
    });
  });

  it("lead to Loki on its own host without the way through nginx", () => {
    expect(dataOf(named("lab"), "vars_log_anomaly.yaml").sources.loki).toMatchObject({
      url: "http://127.0.0.1:3100",
    });
    expect(dataOf(named("lab"), "vars_log_anomaly.yaml").sources.loki).not.toHaveProperty("token");
  });

  it("lead to Loki elsewhere with the site's token and certificate", async () => {
    const site = apart("");
    const text = textOf(site, "hosts/watch/etc/logstead/vars_log_anomaly.yaml");
    expect(await verifyText("detector-settings", "vars.yaml", text)).toEqual([]);
    expect(parse(text).sources.loki).toMatchObject({
      url: "https://192.168.1.143:3100",
      token: "secret:loki-push-token",
      certificate: "/etc/logstead/detector/tls/client.crt",
      key: "/etc/logstead/detector/tls/client.key",
    });
    expect(compose(site).environment.NODE_EXTRA_CA_CERTS).toBe("/etc/logstead/detector/tls/ca.crt");
    const { vars } = dataOf(site, "playbook_log_anomaly_detector.yaml")[0];
    expect(vars).toMatchObject({ detector_transport: "mtls", detector_authority: "own" });
  });

  it("name as secrets what the role brings as files, and hold none", () => {
    for (const name of ["home", "lab", "enterprise"]) {
      const site = named(name);
      const text = textOf(site, "vars_log_anomaly.yaml");
      const refs = new Set([...text.matchAll(/secret:([\w-]+)/g)].map(([, one]) => one));
      const { vars } = dataOf(site, "playbook_log_anomaly_detector.yaml")[0];
      expect(new Set(vars.detector_secrets.map(({ secret }: { secret: string }) => secret))).toEqual(refs);
    }
  });
});

describe("the way to its page", () => {
  const page = "hosts/ocean/etc/nginx/conf.d/logstead-detector.conf";

  it("[SEC-18] is nginx with TLS at publicUrl, which passes on neither lines nor metrics", async () => {
    const text = textOf(named("lab"), page);
    expect(text).toContain("listen 192.168.1.143:8443 ssl;");
    expect(text).toMatch(/location \/loki\/ \{\s+return 404;/);
    expect(text).toContain("proxy_pass http://127.0.0.1:8085;");
    expect(dataOf(named("lab"), "vars_log_anomaly.yaml").publicUrl).toBe("https://192.168.1.143:8443");
  });

  it("is not there without publicUrl, or where nginx has no certificate for it", () => {
    expect(treeOf(named("home")).has(page)).toBe(false);
    const plain = siteWith(
      "hosts:\n  ocean: {address: 192.168.1.143, roles: [agent, loki, nginx, detector]}\nloki: {transport: plain}\ndetector: {publicUrl: 'https://logs.example.org'}\n",
    );
    expect(treeOf(plain).has(page)).toBe(false);
  });
});

it("[DDP-01] its playbook is part of site.yaml and names the role", () => {
  const [play] = dataOf(named("home"), "playbook_log_anomaly_detector.yaml");
  expect(play).toMatchObject({ hosts: "role_detector:!platform_windows", roles: [{ role: "detector" }] });
  expect(textOf(named("home"), "site.yaml")).toContain("import_playbook: playbook_log_anomaly_detector.yaml");
});
