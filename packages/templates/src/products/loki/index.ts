import { formatBytes, inBytes, type LokiPart, type Site, type SiteHost } from "@logstead/inventory";
import { unitFile } from "../../site/component.ts";
import { onHost, type Product, type Setting, type SiteFile } from "../../site/file.ts";
import { playbook } from "../../site/playbook.ts";
import { lokiVars } from "../playbooks/services.ts";
import { lokiComponent } from "./component.ts";
import {
  behindNginx,
  configData,
  dataFolders,
  lokiConfig,
  lokiFolder,
  lokiHost,
  lokiSecrets,
  memoryOfOne,
  partsHere,
} from "./data.ts";

/** The account of the official image. */
const user = "10001:10001";
const podman = "/opt/logstead/loki/podman-host";
const composeFile = "/opt/logstead/loki/docker-compose.yml";

/** The settings that Loki's configuration comes from. */
const from: readonly Setting[] = [
  ["loki"],
  ["logKinds"],
  ["tenants"],
  ["labels"],
  ["alerting", "routes"],
  ["alerting", "alertmanagerUrl"],
  ["n8n"],
  ["grafana", "url"],
];

/** Loki's configuration and, where a host of the site runs it, its compose file. */
export const loki: Product = {
  name: "loki",
  component: lokiComponent,
  *files(site) {
    const host = lokiHost(site);
    const { outputs } = site.site;
    const config: Omit<SiteFile, "path"> = {
      checker: "loki",
      from,
      body: { template: "loki/loki-config.yaml.njk", data: configData(site) },
    };
    yield { ...config, path: outputs.lokiConfig };
    if (!host) return;
    const compose: Omit<SiteFile, "path"> = {
      checker: "compose",
      from: [["loki"], ["site", "containerEngine"], ["hosts", host.name, "containerEngine"]],
      body: {
        template: "loki/docker-compose.yml.njk",
        data: composeData(site, host.derived.containerEngine),
      },
    };
    yield { ...config, path: onHost(host.name, lokiConfig) };
    yield { ...compose, path: onHost(host.name, composeFile) };
    yield { ...compose, path: outputs.lokiCompose };
    yield* units(site, host);
    const data = {
      hosts: { loki: [host.name] },
      vars: { loki: lokiVars(site, host) },
      nginx: behindNginx(site),
      lokiAgent: host.settings.collector.agent,
    };
    yield playbook(lokiComponent, { data, from: [["loki"]] });
  },
};

/** The service that runs the compose file, and with Podman the slice that limits it. */
function* units(site: Site, host: SiteHost): Iterable<SiteFile> {
  const data = composeData(site, host.derived.containerEngine);
  const unit = (name: string, more: object): SiteFile => ({
    path: onHost(host.name, unitFile(name)),
    checker: "systemd-unit",
    from: [["loki"], ["hosts", host.name, "containerEngine"]],
    body: { template: `loki/${name}.njk`, data: { ...data, ...more } },
  });
  const compose =
    host.derived.containerEngine === "docker"
      ? `/usr/bin/docker-compose -f ${composeFile}`
      : `/usr/bin/podman-compose --podman-path ${podman} --podman-run-args=--cgroup-parent=loki.slice -f ${composeFile}`;
  const folders = volumes(site).map((volume) => volume.host);
  const overrides = `${dataFolders(site)[0]}/overrides.yaml`;
  yield unit("loki.service", { compose, composeFile, folders, overrides, grace: 120 });
  if (host.derived.containerEngine === "docker") return;
  yield unit("loki.slice", {});
  yield {
    path: onHost(host.name, podman),
    mode: 0o755,
    from: [["hosts", host.name, "containerEngine"]],
    body: { template: "compose/podman-host.njk", data: {} },
  };
}

function composeData(site: Site, engine: string) {
  const { cpus, memory } = site.derived.lokiResources;
  const docker = engine === "docker";
  const services = servicesOf(site);
  // Docker limits each container, Podman's slice all of them together.
  const bytes = docker ? memoryOfOne(site) : inBytes(memory);
  return {
    engine: docker ? "Docker" : "Podman",
    services,
    containers: services.map(({ name }) => name),
    version: site.loki.version,
    configFile: lokiConfig,
    configFolder: lokiFolder,
    user,
    cpus: docker ? Math.floor((100 * cpus) / services.length) / 100 : cpus,
    memory: bytes,
    memoryText: formatBytes(bytes),
    environmentFile: Object.keys(lokiSecrets(site)).length > 0 && `${lokiFolder}/secrets.env`,
    volumes: volumes(site),
    overrides: `${site.loki.storage.folder.replace(/\/+$/, "")}/overrides.yaml`,
  };
}

/** One container, or one per part, with the settings that are passed as arguments. */
function servicesOf(site: Site): { name: string; arguments: string[] }[] {
  const parts = partsHere(site);
  if (parts.length === 0) return [{ name: "loki", arguments: [] }];
  return parts.map((part) => ({ name: `loki-${part.name}`, arguments: argumentsOf(site, part) }));
}

const argumentsOf = ({ loki }: Site, { name, http, grpc, gossip }: LokiPart): string[] => [
  `-target=${name}`,
  `-server.http-listen-port=${http}`,
  `-server.grpc-listen-port=${grpc}`,
  ...(loki.ring.store === "memberlist"
    ? [`-memberlist.bind-port=${gossip}`, `-memberlist.advertise-port=${gossip}`]
    : []),
  // The parts share chunks and index; what each has fetched of the index is its own.
  `-tsdb.shipper.cache-location=${loki.storage.cache.replace(/\/+$/, "")}/${name}`,
];

/** Loki's folders: the root of all of them from /var/lib/loki, others from where they say. */
function volumes({ loki: { storage, tls } }: Site): { host: string; container: string; readOnly: boolean }[] {
  const root = storage.folder.replace(/\/+$/, "");
  const outside = [storage.index, storage.cache, storage.chunks].filter(
    (folder) => !folder.startsWith(`${root}/`),
  );
  const files = [tls.certificate, tls.key].filter(
    (file) => file !== undefined && !file.startsWith(`${lokiFolder}/`),
  );
  return [
    { host: root === "/loki" ? "/var/lib/loki" : root, container: root, readOnly: false },
    ...[...new Set(outside)].map((folder) => ({ host: folder, container: folder, readOnly: false })),
    ...[...new Set(files)].map((file) => ({
      host: file as string,
      container: file as string,
      readOnly: true,
    })),
  ];
}
