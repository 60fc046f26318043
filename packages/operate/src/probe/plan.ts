import { collectorOf } from "@logstead/agent";
import { ipOf, type NamedSource, type Site, type SiteHost, wslPath } from "@logstead/inventory";

/** What the writer on the host is told; `how` names one of its functions. */
export type Writing = { id: string; line: string } & (
  | { how: "journal"; unit: string }
  | { how: "file"; path: string; encoding?: string; end?: string; mount?: boolean }
  | { how: "container"; engine: "docker" | "podman"; name: string; driver?: string }
  | {
      how: "syslog";
      protocol: "udp" | "tcp";
      format: "rfc3164" | "rfc5424";
      address: string;
      port: number;
      hostname: string;
      app: string;
    }
  | { how: "push"; url: string; labels: Record<string, string> }
);

/** One line that is written, and what it must be in Loki. */
export interface ProbeLine {
  id: string;
  host: string;
  /** The source's name in the inventory. */
  source: string;
  /** How it gets in, for people: `journal`, `syslog udp`, `/var/log/named/*.log`. */
  by: string;
  writing: Writing;
  /** The line as the collector reads it: with an engine's own frame around it. */
  read: string;
  /** What a collector knows of the line before its stages: labels by name. */
  labels: Record<string, string>;
  /** The host it must be found under; a device's own name for syslog. */
  tenant: string;
}

/** A password that is nobody's: it must not arrive. */
export const planted = (run: string) => `pw${run}secret`;

/** The name of everything that a probe makes on a host. */
const name = "logstead-probe";
const probeUnit = `${name}.service`;
/** A unit of its own: the line of an alert is written at the same time. */
export const alertUnit = `${name}-alert.service`;

/** Hosts whose journal is collected: a line can be written there and is found. */
export const journalHosts = (site: Site): SiteHost[] =>
  Object.values(site.hosts).filter(({ derived }) =>
    derived.sources.some(({ source }) => source.type === "journal"),
  );

/** A line through every declared source that can be written to, and the sources that cannot, with the reason. */
export function probeLines(site: Site, run: string, only: string[] = Object.keys(site.hosts)) {
  const lines: ProbeLine[] = [];
  const left: { host: string; source: string; reason: string }[] = [];
  for (const host of Object.values(site.hosts)) {
    if (!only.includes(host.name)) continue;
    for (const named of host.derived.sources) {
      const made = linesOf(site, host, named, run, lines.length);
      if (typeof made === "string") left.push({ host: host.name, source: named.name, reason: made });
      else lines.push(...made);
    }
  }
  return { lines, left };
}

function linesOf(
  site: Site,
  host: SiteHost,
  named: NamedSource,
  run: string,
  number: number,
): ProbeLine[] | string {
  const { source } = named;
  const known = collectorOf(site, host).sources.find((one) => one.name === named.name);
  if (!known) return "no collector reads it";
  let next = number;
  const one: Make = (by, more, labels = {}, frame = (line) => line) => {
    const id = `${run}x${next++}`;
    // a level that pipelines find, a password that none may let through, and the id that is looked for
    const line = `probe=${id} level=info password=${planted(run)} from ${host.name} ${named.name}`;
    const place = { id, host: host.name, source: named.name, by };
    return {
      ...place,
      writing: more(id, line),
      read: frame(line),
      labels: { ...known.labels, ...labels },
      tenant: host.derived.tenant,
    };
  };
  const file = (
    path: string,
    labels = {},
    more: { encoding?: string; end?: string; mount?: boolean } = {},
  ) => {
    const to = path.replaceAll(/\*\*|\*|\?|\[[^\]]*\]/g, name);
    return one(path, (id, line) => ({ id, line, how: "file", path: to, ...more }), {
      filename: to,
      ...labels,
    });
  };
  const container = (engine: "docker" | "podman", driver?: string) =>
    one(
      `container (${engine})`,
      (id, line) => ({ id, line, how: "container", engine, name, ...(driver && { driver }) }),
      { container: name, ...(source.type === "docker" && { stream: "stdout" }) },
      frames[source.type],
    );
  switch (source.type) {
    case "journal":
      return [
        one("journal", (id, line) => ({ id, line, how: "journal", unit: probeUnit }), {
          unit: probeUnit,
          level: "info",
        }),
      ];
    case "files": {
      const encoding = source.encoding === "utf-8" ? {} : { encoding: source.encoding };
      return source.paths.map((path) => file(path, {}, encoding));
    }
    case "mount": {
      const folder = wslPath(source.windowsPath);
      return source.include.map((pattern) => {
        const kind = source.kind ?? (pattern.includes("error") ? "gateway-error" : "gateway-access");
        return file(`${folder}/${pattern}`, { kind }, { end: "\r\n", mount: true });
      });
    }
    case "docker":
    case "docker-files":
      return [container("docker", source.type === "docker-files" ? "json-file" : undefined)];
    case "podman-files":
      return [container("podman", "k8s-file")];
    case "syslog":
      return syslogLines(site, source, one);
    case "push": {
      const address = ipOf(source.address) === "0.0.0.0" ? "127.0.0.1" : ipOf(source.address);
      const url = `http://${address}:${source.port}/loki/api/v1/push`;
      return [
        one("push receiver", (id, line) => ({ id, line, how: "push", url, labels: { service: name } }), {
          service: name,
          component: known.labels.component ?? named.name,
        }),
      ];
    }
    case "windows":
      return "it is read on Windows itself; write a line there and look for it: ./logstead tail";
    case "kubernetes-pods":
    case "kafka":
      return "it is no source of a single host";
  }
}

type Make = (
  by: string,
  more: (id: string, line: string) => Writing,
  labels?: object,
  frame?: (line: string) => string,
) => ProbeLine;

/** What Docker's and Podman's log drivers make of a line in their files. */
const frames: Partial<Record<NamedSource["source"]["type"], (line: string) => string>> = {
  "podman-files": (line) => `${new Date().toISOString()} stdout F ${line}`,
  "docker-files": (line) =>
    JSON.stringify({ log: `${line}\n`, stream: "stdout", time: new Date().toISOString() }),
};

type Syslog = Extract<NamedSource["source"], { type: "syslog" }>;

/** As each declared device sends; where none uses a transport, as an unknown sender would. */
function syslogLines(site: Site, source: Syslog, one: Make): ProbeLine[] {
  const devices = Object.entries(site.devices);
  const senders = [
    ...devices.map(([device, { protocol, format, labels }]) => ({ device, protocol, format, labels })),
    ...source.protocols
      .filter((protocol) => !devices.some(([, device]) => device.protocol === protocol))
      .map((protocol) => ({
        device: undefined,
        protocol,
        format: source.formats[0] ?? "rfc5424",
        labels: {},
      })),
  ];
  const address = ipOf(source.address) === "0.0.0.0" ? "127.0.0.1" : ipOf(source.address);
  return senders.map(({ device, protocol, format, labels }) =>
    one(
      `syslog ${protocol} (${device ?? "unknown"})`,
      (id, line) => {
        const sender = { hostname: device ?? name, app: name };
        return { id, line, how: "syslog", protocol, format, address, port: source.port, ...sender };
      },
      { ...(device && { host: device }), ...labels, level: "info" },
    ),
  );
}
