import { ipOf } from "../fields/network.ts";
import type { Path } from "../load/place.ts";
import type { ListenPort, SiteHost } from "../site/types.ts";
import type { Check, Report } from "./context.ts";

const everywhere = new Set(["0.0.0.0", "::"]);
const siteSections = new Set(["loki", "nginx", "detector", "grafana", "n8n", "alerting"]);

/** Two programs cannot listen on one port of one address (INV-05). */
export const checkPorts: Check = (draft, report) => {
  for (const host of draft.hosts.values()) {
    const { ports } = host.derived;
    for (let i = 1; i < ports.length; i++)
      for (let j = 0; j < i; j++) {
        const [a, b] = [ports[j] as ListenPort, ports[i] as ListenPort];
        if (a.port === b.port && a.protocol === b.protocol && meet(a.address, b.address))
          clash(report, host, a, b);
      }
  }
};

function meet(a: string, b: string): boolean {
  const [x, y] = [ipOf(a as never), ipOf(b as never)];
  return x === y || everywhere.has(x) || everywhere.has(y);
}

function clash(report: Report, host: SiteHost, one: ListenPort, two: ListenPort): void {
  // The place to look is a setting that was written; the other owner may be a default.
  const [first, second] = report.written(settingOf(report, host, two)) ? [one, two] : [two, one];
  const [owner, other] = [settingOf(report, host, second), settingOf(report, host, first)];
  report.add(
    "port-clash",
    owner,
    `on ${host.name}, ${second.owner} wants ${second.protocol} port ${second.port}, which ${first.owner} has already (${report.where(other)})`,
    {
      got: `${second.address}:${second.port}/${second.protocol}`,
      want: "a port of its own for each program of a host",
      fix: `Please set another port for one of them, e.g. ${second.path.at(-1)}: ${second.port + 1}`,
    },
  );
}

const settingOf = (report: Report, host: SiteHost, port: ListenPort): Path =>
  siteSections.has(String(port.path[0])) && !report.written(["hosts", host.name, ...port.path])
    ? port.path
    : report.at(host, port.path);
