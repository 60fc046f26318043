import { describe, expect, test } from "vitest";
import { codesOf, siteOf, withSections } from "../support/texts.ts";

const site = (more: string) => siteOf(withSections(more));
const refused = (more: string) => codesOf(withSections(more));

describe("site, gateway, Grafana and cluster", () => {
  const settings = (more: string) =>
    siteOf(withSections("").replace("{name: home}", `{name: home, ${more}}`)).site;

  test("[INV-24] one entry per environment of the platform", () => {
    const { k8s } = site(
      "k8s: {enabled: true, stages: {dev: {}, staging: {replicas: 2}, production: {replicas: 3, retentionDays: 90}}}",
    );
    expect(Object.keys(k8s.stages)).toEqual(["dev", "staging", "production"]);
    expect(k8s.stages.dev).toMatchObject({ replicas: 1, canary: [] });
    expect(refused("k8s: {enabled: true, stages: {dev: {replicas: 0}}}")).toEqual([
      "out-of-range at k8s.stages.dev.replicas",
    ]);
  });

  test("[INV-35] the gateway's folders as Windows path and as WSL2 path of the same place", () => {
    const gate =
      "site: {name: home}\nhosts:\n  ocean: {address: 192.168.1.143, roles: [agent, loki]}\n  gate: {address: 192.168.1.7, platform: wsl2, roles: [agent, gateway]}\n";
    const one = siteOf(gate);
    expect(one.gateway).toMatchObject({
      logs: "F:\\flatnet\\logs",
      nginx: "F:\\flatnet\\openresty\\nginx.exe",
    });
    expect(one.hosts.gate?.derived.sources.find((s) => s.name === "gateway")?.source).toMatchObject({
      type: "mount",
      windowsPath: "F:\\flatnet\\logs",
    });
    expect(one.logKinds["cni-plugin"]?.files).toEqual(["/var/log/flatnet/*.log"]);
    expect(codesOf(`${gate}gateway: {logs: /mnt/f/logs}`)).toEqual(["bad-windows-path at gateway.logs"]);
  });

  test("[INV-37] the container engine of the site, and of a host", () => {
    expect(settings("containerEngine: podman").containerEngine).toBe("podman");
    const mixed = siteOf(
      `${withSections("").replace("{name: home}", "{name: home, containerEngine: podman}")}  pi: {address: 192.168.1.9, containerEngine: docker}\n`.replace(
        /\n\n/,
        "\n",
      ),
    );
    expect(mixed.hosts.ocean?.derived.containerEngine).toBe("podman");
    expect(mixed.hosts.pi?.derived.containerEngine).toBe("docker");
  });

  test("[INV-38] Kubernetes by kubectl, Argo CD with canary steps, or Pulumi", () => {
    for (const delivery of ["kubectl", "argocd", "pulumi"])
      expect(site(`k8s: {enabled: true, delivery: ${delivery}}`).k8s.delivery).toBe(delivery);
    expect(
      refused("k8s: {enabled: true, delivery: argocd, stages: {production: {canary: [10, 50, 100]}}}"),
    ).toEqual([]);
    expect(refused("k8s: {enabled: true, stages: {production: {canary: [10]}}}")).toEqual([
      "canary-needs-argocd at k8s.stages.production.canary",
    ]);
  });

  test("[INV-40] the success targets, both values of the repair time", () => {
    expect(site("").targets).toMatchObject({
      coverage: "100%",
      falsePositives: "5%",
      mttrReduction: { success: "60%", roi: "70%" },
      auditAvailability: "100%",
    });
    expect(refused("targets: {coverage: all}")).toEqual(["bad-percent at targets.coverage"]);
  });

  test("[INV-41] the access log as combined, key=value or JSON", () => {
    expect(site("").gateway.accessLogFormat).toBe("json");
    for (const format of ["combined", "keyvalue"])
      expect(site(`gateway: {accessLogFormat: ${format}}`).gateway.accessLogFormat).toBe(format);
    expect(refused("gateway: {accessLogFormat: xml}")).toEqual(["not-one-of at gateway.accessLogFormat"]);
  });

  test("[INV-42] the path of every artefact can be chosen", () => {
    expect(settings("").outputs).toMatchObject({
      lokiConfig: "files/loki/loki-config.yaml",
      detectorSettings: "vars_log_anomaly.yaml",
    });
    expect(
      settings(
        "outputs: {lokiConfig: logging/loki/loki-config.yml, promtailConfig: logging/promtail-config.yaml}",
      ).outputs,
    ).toMatchObject({
      lokiConfig: "logging/loki/loki-config.yml",
      promtailConfig: "logging/promtail-config.yaml",
    });
    for (const bad of ["/etc/loki.yaml", "../loki.yaml", "a/../../b"])
      expect(
        codesOf(withSections("").replace("{name: home}", `{name: home, outputs: {lokiConfig: ${bad}}}`)),
      ).toEqual(["bad-format at site.outputs.lokiConfig"]);
  });

  test("[INV-45] Grafana by its API or by files; its address derived or given", () => {
    expect(site("").grafana).toMatchObject({ provisioning: "files", port: 8910 });
    expect(
      site("grafana: {provisioning: api, token: secret:grafana, url: http://grafana:3000}").derived
        .grafanaUrl,
    ).toBe("http://grafana:3000");
    expect(
      siteOf(withSections("").replace("[agent, loki]", "[agent, loki, grafana]")).derived.grafanaUrl,
    ).toBe("http://192.168.1.143:8910");
    expect(refused("grafana: {provisioning: api}")).toEqual(["incomplete-setting at grafana.provisioning"]);
  });

  test("[INV-48] PodSecurity and host folders per workload", () => {
    const { podSecurity } = site(
      "k8s: {enabled: true, podSecurity: {daemonset: {hostPaths: [/var/log]}}}",
    ).k8s;
    expect(podSecurity.loki.profile).toBe("restricted");
    expect(podSecurity.daemonset).toMatchObject({ profile: "privileged", hostPaths: ["/var/log"] });
    expect(refused("k8s: {podSecurity: {loki: {hostPaths: [/var/log]}}}")).toEqual([
      "restricted-host-path at k8s.podSecurity.loki.hostPaths",
    ]);
  });

  test("[INV-50] the dashboards of the site", () => {
    expect(settings("").dashboards).toEqual(["hosts"]);
    expect(settings("dashboards: [mlops, gateway, hosts]").dashboards).toEqual(["mlops", "gateway", "hosts"]);
    expect(codesOf(withSections("").replace("{name: home}", "{name: home, dashboards: [all]}"))).toEqual([
      "not-one-of at site.dashboards[0]",
    ]);
  });
});
