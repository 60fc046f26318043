import type { Site } from "@logstead/inventory";
import { stringify } from "yaml";
import type { Component } from "../site/component.ts";
import { hasRole, hostsWith, onHost, type Product } from "../site/file.ts";
import { playbook } from "../site/playbook.ts";
import { namesOf, pushTokenNames } from "../site/secrets.ts";
import { grafanaVars } from "./playbooks/services.ts";

/** Where the role puts what Grafana needs to reach Loki. */
const credentialsFolder = ({ grafana }: Site) => `${grafana.folder}/logstead`;

/** Loki's data source in the site's Grafana. */
export const grafanaComponent: Component = {
  name: "grafana",
  title: "Grafana's data source",
  playbook: "playbooks/grafana.yaml",
  roles: ["grafana"],
  on: (host) => hasRole(host, "grafana"),
  after: ["loki"],
  brings: [],
  secrets: (site) => [...pushTokenNames(site), ...namesOf(site.grafana.token)],
  owns: (site) => [credentialsFolder(site)],
  data: () => [],
  readers: {},
};

/** Loki as Grafana's data source: a provisioned file, and the same for its API. */
export const grafana: Product = {
  name: "grafana",
  component: grafanaComponent,
  *files(site) {
    const hosts = hostsWith(site, "grafana").filter(({ settings }) => settings.platform !== "windows");
    const from = [["grafana"], ["loki"]];
    const { folder, provisioning } = site.grafana;
    if (hostsWith(site, "grafana").length > 0) {
      const vars = { grafana: grafanaVars(site) };
      yield playbook(grafanaComponent, { data: { vars }, from: [["grafana"]] });
    }
    if (provisioning === "api" || hosts.length === 0) {
      if (hosts.length > 0 || site.grafana.url)
        yield {
          path: "monitoring/grafana/datasource.json",
          checker: "json",
          from,
          body: { text: `${JSON.stringify(dataSource(site), null, 2)}\n` },
        };
      return;
    }
    for (const host of hosts)
      yield {
        path: onHost(host.name, `${folder}/datasources/logstead-loki.yaml`),
        from,
        body: { text: provisioned(site, credentialsFolder(site)) },
      };
  },
};

const secure = {
  plain: [],
  tls: ["tlsCACert", "httpHeaderValue1"],
  mtls: ["tlsCACert", "httpHeaderValue1", "tlsClientCert", "tlsClientKey"],
} as const;

/** Where each secret of the data source is on the host; Grafana reads them itself. */
const places = (folder: string): Record<(typeof secure)["mtls"][number], string> => ({
  tlsCACert: `$__file{${folder}/ca.crt}`,
  tlsClientCert: `$__file{${folder}/client.crt}`,
  tlsClientKey: `$__file{${folder}/client.key}`,
  httpHeaderValue1: `Bearer $__file{${folder}/token}`,
});

function dataSource({ derived, loki }: Site) {
  const { transport } = loki;
  return {
    name: "Loki",
    uid: "logstead-loki",
    type: "loki",
    access: "proxy",
    url: derived.lokiUrl,
    jsonData: {
      maxLines: 1000,
      ...(transport !== "plain" && { tlsAuthWithCACert: true, httpHeaderName1: "Authorization" }),
      ...(transport === "mtls" && { tlsAuth: true }),
    },
  };
}

function provisioned(site: Site, folder: string): string {
  const where = places(folder);
  const secrets = secure[site.loki.transport].map((name) => [name, where[name]] as const);
  const source = {
    ...dataSource(site),
    // Its own page in Grafana could change it until the next start only.
    editable: false,
    ...(secrets.length > 0 && { secureJsonData: Object.fromEntries(secrets) }),
  };
  const data = { apiVersion: 1, datasources: [source] };
  return `# Loki as a data source. Made from the inventory: change it there.\n${stringify(data, { lineWidth: 0 })}`;
}
