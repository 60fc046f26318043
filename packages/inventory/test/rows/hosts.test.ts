import { describe, expect, test } from "vitest";
import { codesOf, siteOf, withOcean, withSections } from "../support/texts.ts";

/** The homelab's machines, and `woody` with Alloy. */
const homelab = `site: {name: home}
hosts:
  ocean: {address: 192.168.1.143, roles: [agent, syslog, loki, detector, grafana, n8n, nginx]}
  dns01: {address: 192.168.1.2}
  node005: {address: 192.168.1.5, containerLogs: journald}
  node006: {address: 192.168.1.6, sources: {app: {type: files, paths: [/opt/app/*.log]}}}
  woody: {address: 192.168.1.10, collector: alloy}
`;
const host = (more: string) => siteOf(withOcean(more)).hosts.ocean;

describe("hosts, roles, collectors and ports", () => {
  test("[INV-01] the homelab's hosts with their roles, addresses and sources, and woody as one more", () => {
    const site = siteOf(homelab);
    expect(Object.keys(site.hosts)).toEqual(["ocean", "dns01", "node005", "node006", "woody"]);
    expect(site.hosts.ocean?.settings).toMatchObject({ address: "192.168.1.143" });
    expect(site.hosts.dns01?.settings.roles).toEqual(["agent"]);
    expect(site.hosts.node006?.derived.sources.map((s) => s.name)).toEqual(["app", "journal"]);
  });

  test("[INV-02] each host names its collector, promtail or alloy", () => {
    const site = siteOf(homelab);
    expect(site.hosts.ocean?.settings.collector.agent).toBe("promtail");
    expect(site.hosts.woody?.settings.collector.agent).toBe("alloy");
    expect(codesOf(withOcean("collector: fluentd"))).toEqual(["not-one-of at hosts.ocean.collector"]);
  });

  test("[INV-03] each collector names its runtime, and the platform gives its default", () => {
    expect(host("")?.derived.runtime).toBe("systemd");
    expect(host("collector: {runtime: container}")?.derived.runtime).toBe("container");
    const windows = siteOf(`${homelab}  pc: {address: 192.168.1.11, platform: windows}\n`).hosts.pc;
    expect(windows?.derived.runtime).toBe("windows");
    for (const runtime of ["daemonset", "sidecar"])
      expect(
        siteOf(`${withOcean(`collector: {runtime: ${runtime}}`)}k8s: {enabled: true}\n`).hosts.ocean?.derived
          .runtime,
      ).toBe(runtime);
  });

  test("[INV-04] every role, the syslog listener on one host only", () => {
    expect(siteOf(homelab).hosts.ocean?.settings.roles).toContain("syslog");
    expect(siteOf(homelab).derived.lokiHost).toBe("ocean");
    expect(codesOf(homelab.replace("192.168.1.2}", "192.168.1.2, roles: [agent, syslog]}"))).toEqual([
      "role-twice at hosts.dns01.roles",
    ]);
  });

  test("[INV-05] the ports of ocean's services, each with protocol and exposure, do not clash", () => {
    const site = siteOf(homelab);
    const ports = site.hosts.ocean?.derived.ports.map((p) => `${p.port}/${p.protocol}`);
    for (const one of ["9080/tcp", "1514/udp", "1514/tcp", "3100/tcp", "8085/tcp", "8910/tcp", "5678/tcp"])
      expect(ports).toContain(one);
    expect(site.hosts.woody?.derived.ports).toMatchObject([{ port: 12_345, address: "127.0.0.1" }]);
    const own = host("ports: {elasticsearch: {port: 9200, exposure: lan}, siem: {port: 514, protocol: udp}}");
    expect(own?.settings.ports).toMatchObject({
      elasticsearch: { protocol: "tcp", exposure: "lan" },
      siem: { protocol: "udp" },
    });
    expect(codesOf(withOcean("ports: {web: {port: 9080}}"))).toEqual([
      "port-clash at hosts.ocean.ports.web.port",
    ]);
  });

  test("[INV-06] devices without a collector are syslog senders with protocol and format", () => {
    const devices =
      "devices:\n  switch: {address: 192.168.1.20}\n  camera: {address: 192.168.1.21, protocol: tcp, format: rfc5424}\n";
    const site = siteOf(homelab + devices);
    expect(site.devices).toMatchObject({
      switch: { protocol: "udp", format: "rfc3164" },
      camera: { protocol: "tcp", format: "rfc5424" },
    });
    expect(codesOf(`${homelab}devices: {switch: {address: 192.168.1.20, format: netflow}}`)).toEqual([
      "not-one-of at devices.switch.format",
    ]);
  });

  test("a device may send GELF where a host receives it, over UDP only", () => {
    const till = (more = "") => `devices: {till: {address: 192.168.1.20, format: gelf${more}}}`;
    const receiving = withOcean("sources: {gelf: {type: gelf}}");
    expect(siteOf(`${receiving}${till()}`).hosts.ocean?.derived.ports).toContainEqual(
      expect.objectContaining({ owner: "source gelf (gelf udp)", port: 12_201, protocol: "udp" }),
    );
    expect(codesOf(homelab + till())).toEqual(["no-receiver at devices.till"]);
    expect(codesOf(`${receiving}${till(", protocol: tcp")}`)).toEqual([
      "protocol-not-received at devices.till.protocol",
    ]);
  });

  test("[INV-07] one way of reading containers per host; two are refused", () => {
    const source = (way: string) =>
      host(`containerLogs: ${way}`)?.derived.sources.find((s) => s.name === "containers")?.source;
    expect(source("journald")).toBeUndefined();
    expect(source("dockerSocket")).toMatchObject({ type: "docker", socket: "/var/run/docker.sock" });
    expect(source("dockerFiles")).toMatchObject({ paths: ["/var/lib/docker/containers/*/*.log"] });
    expect(source("podmanFiles")).toMatchObject({
      paths: ["/var/lib/containers/storage/overlay-containers/*/userdata/ctr.log"],
    });
    expect(codesOf(withOcean("containerLogs: journald\nsources: {docker: {type: docker}}"))).toEqual([
      "two-readers at hosts.ocean.sources.docker",
    ]);
  });

  test("[INV-33] Alloy's tuning has its documented defaults, and each can be changed", () => {
    const collector = host("collector: alloy")?.settings.collector;
    expect(collector?.client).toMatchObject({
      rate: 10_000,
      burst: 20_000,
      minBackoff: "1s",
      maxBackoff: "30s",
      maxRetries: 10,
    });
    expect(collector?.exporters).toMatchObject({ scrapeInterval: "15s", selfScrapeInterval: "30s" });
    expect(collector?.limits).toEqual({ openFiles: 65_536, processes: 4096 });
    expect(host("collector: {agent: alloy, client: {rate: 500}}")?.settings.collector.client).toMatchObject({
      rate: 500,
      burst: 20_000,
    });
    expect(codesOf(withOcean("collector: {client: {rate: 0}}"))).toEqual([
      "out-of-range at hosts.ocean.collector.client.rate",
    ]);
  });

  test("[INV-34] file patterns per host and source group", () => {
    const groups = ["system", "application", "docker", "security", "network", "custom"];
    for (const group of groups)
      expect(
        host(
          `sources: {a: {type: files, group: ${group}, paths: [/var/log/**/*.log], exclude: [/var/log/x.log]}}`,
        )?.settings.sources.a,
      ).toMatchObject({ group });
    expect(codesOf(withOcean("sources: {a: {type: files, paths: [var/log/*.log]}}"))).toEqual([
      "bad-glob at hosts.ocean.sources.a.paths[0]",
    ]);
  });

  test("[INV-43] the positions path: the agent's own, /tmp with a warning, or another", () => {
    expect(host("")?.derived.positionsPath).toBe("/var/lib/promtail/positions.yaml");
    expect(host("collector: alloy")?.derived.positionsPath).toBe("/var/lib/alloy/positions");
    expect(host("collector: {positionsPath: /srv/pos.yaml}")?.derived.positionsPath).toBe("/srv/pos.yaml");
    expect(codesOf(withOcean("collector: {positionsPath: /tmp/positions.yaml}"))).toEqual([
      "positions-volatile at hosts.ocean.collector.positionsPath",
    ]);
  });

  test("[INV-47] listening addresses with port and purpose; on loopback unless asked for", () => {
    const listen = host(
      "collector: {listen: [{purpose: http, port: 9081}, {purpose: push, port: 3500, address: 0.0.0.0}]}",
    );
    expect(listen?.derived.ports.filter((p) => p.owner.startsWith("promtail"))).toMatchObject([
      { port: 9081, address: "127.0.0.1" },
      { port: 3500, address: "0.0.0.0" },
    ]);
    expect(codesOf(withOcean("collector: {listen: [{purpose: http}]}"))).toEqual([
      "missing at hosts.ocean.collector.listen[0].port",
    ]);
  });

  test("[INV-49] a source's time zone, else the host's, else the site's", () => {
    expect(host("")?.derived.timezone).toBe("UTC");
    const site = siteOf(
      withOcean(
        "timezone: Asia/Tokyo\nsources: {pg: {type: files, paths: [/pg/*.log], timezone: Europe/Paris}}",
      ),
    );
    expect(site.hosts.ocean?.derived.timezone).toBe("Asia/Tokyo");
    expect(site.hosts.ocean?.settings.sources.pg).toMatchObject({ timezone: "Europe/Paris" });
    expect(codesOf(withOcean("timezone: CEST/Berlin"))).toEqual(["bad-time-zone at hosts.ocean.timezone"]);
  });

  test("[INV-12] the collector's resources: two profiles, or own ones", () => {
    expect(host("collector: {resources: small}")?.derived.resources).toEqual({ cpus: 0.1, memory: "64MB" });
    expect(host("")?.derived.resources).toEqual({ cpus: 0.5, memory: "256MB" });
    expect(host("collector: {resources: {cpus: 0.25, memory: 128MB}}")?.derived.resources).toEqual({
      cpus: 0.25,
      memory: "128MB",
    });
    expect(codesOf(withSections("defaults: {collector: {resources: {cpus: 99, memory: 1GB}}}"))).toEqual([
      "out-of-range at defaults.collector.resources.cpus",
    ]);
  });
});
