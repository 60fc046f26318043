import { bracketed } from "@logstead/base";
import {
  detectorHost,
  detectorProxyPort,
  ipOf,
  partsAddress,
  type Site,
  type SiteHost,
} from "@logstead/inventory";
import type { Component } from "../site/component.ts";
import { hasRole, onHost, type Product, type SiteFile } from "../site/file.ts";
import { playbook } from "../site/playbook.ts";
import { pushTokenNames } from "../site/secrets.ts";
import { detectorAddress } from "./detector/settings.ts";
import { behindNginx, lokiHost, partsHere } from "./loki/data.ts";
import { nginxVars } from "./playbooks/services.ts";

/** Where the role puts certificates and the list of tokens; neither is ever rendered. */
const folder = "/etc/nginx/logstead";

/** Logstead's servers in the host's nginx. */
export const nginxComponent: Component = {
  name: "nginx",
  playbook: "playbooks/nginx_proxy.yaml",
  roles: ["nginx_proxy", "certificates", "service"],
  on: (host) => hasRole(host, "nginx"),
  after: ["loki"],
  brings: [],
  secrets: pushTokenNames,
  owns: () => [`${folder}/tls`, `${folder}/tokens.map`],
  data: () => [],
  readers: { "/etc/nginx/": "nginx.service" },
};

/** nginx in front of Loki: TLS, client certificates and the Bearer token. */
export const nginx: Product = {
  name: "nginx",
  component: nginxComponent,
  *files(site) {
    yield* page(site);
    const host = lokiHost(site);
    if (!host || !behindNginx(site)) return;
    yield {
      path: onHost(host.name, `${site.nginx.configFolder}/logstead-loki.conf`),
      checker: "nginx",
      from: [
        ["nginx"],
        ["loki", "address"],
        ["loki", "port"],
        ["loki", "transport"],
        ["loki", "tls"],
        ["loki", "authEnabled"],
        ["hosts", host.name, "address"],
      ],
      body: { template: "nginx/loki.conf.njk", data: data(site, host) },
    };
    const parts = partsHere(site);
    if (parts.length > 0)
      yield {
        path: onHost(host.name, `${site.nginx.configFolder}/logstead-loki-parts.conf`),
        checker: "nginx",
        from: [["nginx"], ["loki"], ["hosts", host.name, "address"]],
        body: { template: "nginx/loki-parts.conf.njk", data: partsData(site, host) },
      };
    yield playbook(nginxComponent, { data: { vars: { nginx: nginxVars(site, host) } }, from: [["nginx"]] });
  },
};

/** nginx in front of the detector's page, if the inventory gives it an address. */
function* page(site: Site): Iterable<SiteFile> {
  const host = detectorHost(site);
  const port = host && detectorProxyPort(site, host);
  if (!host || port === undefined) return;
  const { nginx, detector, loki } = site;
  yield {
    path: onHost(host.name, `${nginx.configFolder}/logstead-detector.conf`),
    checker: "nginx",
    from: [["nginx"], ["detector"], ["loki", "transport"], ["hosts", host.name, "address"]],
    body: {
      template: "nginx/detector.conf.njk",
      data: {
        transport: loki.transport === "plain" ? "plain HTTP" : "TLS",
        detector: `${bracketed(detectorAddress(site))}:${detector.port}`,
        listen: `${bracketed(ipOf(nginx.address ?? host.settings.address))}:${port}`,
        tls: loki.transport !== "plain" && {
          certificate: loki.tls.certificate ?? `${folder}/tls/server.crt`,
          key: loki.tls.key ?? `${folder}/tls/server.key`,
        },
      },
    },
  };
}

function data(site: Site, host: SiteHost) {
  const { transport, port, address, tls, authEnabled } = site.loki;
  const shown = {
    plain: "plain HTTP",
    tls: "TLS and a Bearer token",
    mtls: "client certificates and a Bearer token",
  };
  return {
    transport: shown[transport],
    loki: `${bracketed(ipOf(address))}:${port}`,
    listen: `${bracketed(ipOf(site.nginx.address ?? host.settings.address))}:${port}`,
    folder,
    clientMaxBody: site.nginx.clientMaxBody,
    authEnabled,
    tls: transport !== "plain" && {
      certificate: tls.certificate ?? `${folder}/tls/server.crt`,
      key: tls.key ?? `${folder}/tls/server.key`,
      clientCa: transport === "mtls" && `${folder}/tls/ca.crt`,
    },
  };
}

/** The one address of all parts, which is Loki's for everybody on the host. */
function partsData(site: Site, host: SiteHost) {
  const address = bracketed(partsAddress(site.loki, ipOf(host.settings.address)));
  const parts = Object.fromEntries(partsHere(site).map(({ name, http }) => [name, `${address}:${http}`]));
  return {
    ...parts,
    listen: `${bracketed(ipOf(site.loki.address))}:${site.loki.port}`,
    clientMaxBody: site.nginx.clientMaxBody,
  };
}
