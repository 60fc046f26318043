import {
  detectorHost,
  detectorVersion,
  formatBytes,
  inBytes,
  type Site,
  type SiteHost,
} from "@logstead/inventory";
import { stringify } from "yaml";
import { unitFile } from "../../site/component.ts";
import { onHost, type Product, type Setting, type SiteFile } from "../../site/file.ts";
import { playbook } from "../../site/playbook.ts";
import { detectorVars } from "../playbooks/services.ts";
import { detectorComponent, detectorData } from "./component.ts";
import {
  besideLoki,
  detectorFolder,
  detectorName,
  detectorProject,
  detectorSecretsFolder,
  detectorSettingsFile,
  detectorTls,
  serviceSettings,
} from "./settings.ts";

/** The account in the image. */
const user = "10085:10085";
const composeFile = `${detectorProject}/docker-compose.yml`;
const podman = `${detectorProject}/podman-host`;
/** In the image. */
const program = ["/usr/local/bin/node", "/opt/logstead/detector/main.js"];

const from: readonly Setting[] = [
  ["detector"],
  ["alerting", "routes"],
  ["alerting", "rateLimit"],
  ["alerting", "maintenance"],
  ["alerting", "dedupWindow"],
  ["alerting", "alertmanagerUrl"],
  ["n8n"],
  ["redaction"],
  ["site", "timezone"],
];

/** The detector's settings and its compose service, on its host and under `site.outputs`. */
export const detector: Product = {
  name: "detector",
  component: detectorComponent,
  *files(site) {
    const host = detectorHost(site);
    if (!host) return;
    const { outputs } = site.site;
    const settings: Omit<SiteFile, "path"> = {
      checker: "detector-settings",
      from,
      body: {
        text: `# Sources, thresholds and models of the detector. Made from the inventory: change it there.\n${stringify(
          serviceSettings(site, host),
          { lineWidth: 0 },
        )}`,
      },
    };
    const data = composeData(site, host);
    const compose: Omit<SiteFile, "path"> = {
      checker: "compose",
      from: [["detector"], ["artifacts"], ["hosts", host.name, "containerEngine"]],
      body: { template: "detector/docker-compose.yml.njk", data },
    };
    yield { ...settings, path: outputs.detectorSettings };
    yield { ...compose, path: outputs.detectorCompose };
    yield { ...settings, path: onHost(host.name, detectorSettingsFile) };
    yield { ...compose, path: onHost(host.name, composeFile) };
    yield* units(host, data);
    yield playbook(detectorComponent, {
      data: { host: host.name, vars: detectorVars(site, host) },
      from: [["detector"], ["artifacts"]],
    });
  },
};

/** The service that runs the compose file, and with Podman the slice that limits it. */
function* units(host: SiteHost, data: ReturnType<typeof composeData>): Iterable<SiteFile> {
  const docker = host.derived.containerEngine === "docker";
  const unit = (suffix: string, more: object): SiteFile => ({
    path: onHost(host.name, unitFile(`${detectorName}.${suffix}`)),
    checker: "systemd-unit",
    from: [["detector"], ["hosts", host.name, "containerEngine"]],
    body: { template: `detector/${detectorName}.${suffix}.njk`, data: { ...data, ...more } },
  });
  const compose = docker ? "/usr/bin/docker-compose" : `/usr/bin/podman-compose --podman-path ${podman}`;
  const started = `--cgroup-parent=${detectorName}.slice --health-cmd='CMD ${data.health.join(" ")}' --health-interval=60s --health-timeout=30s --health-start-period=60s`;
  yield unit("service", {
    compose: `${compose} -f ${composeFile}`,
    up: docker
      ? `${compose} -f ${composeFile} up -d`
      : `${compose} "--podman-run-args=${started}" -f ${composeFile} up -d`,
    composeFile,
    folders: [detectorData],
    grace: 30,
  });
  if (docker) return;
  yield unit("slice", {});
  yield {
    path: onHost(host.name, podman),
    mode: 0o755,
    from: [["hosts", host.name, "containerEngine"]],
    body: { template: "compose/podman-host.njk", data: {} },
  };
}

function composeData(site: Site, host: SiteHost) {
  const docker = host.derived.containerEngine === "docker";
  const { image, resources } = site.detector;
  const version = detectorVersion(site);
  const memory = inBytes(resources.memory);
  return {
    engine: docker ? "Docker" : "Podman",
    name: detectorName,
    // one that was brought to the host has a tag of its own contents, which the role writes into .env
    image: image ? `${image}:${version}` : `localhost/logstead/detector:\${DETECTOR_TAG:-${version}}`,
    brought: image === undefined,
    user,
    cpus: resources.cpus,
    memory,
    memoryText: formatBytes(memory),
    // PGlite and Node's own parts live outside of V8's heap
    heapMb: Math.floor((memory / 2 ** 20) * 0.6),
    settingsFile: detectorSettingsFile,
    settingsFolder: detectorFolder,
    secrets: detectorSecretsFolder,
    data: detectorData,
    modelFile: site.detector.model.modelFile ?? false,
    authority: !besideLoki(site, host) && site.loki.transport !== "plain" && `${detectorTls}/ca.crt`,
    health: [...program, "health", "--settings", detectorSettingsFile],
  };
}
