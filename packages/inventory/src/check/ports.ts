import { ipOf } from "@logstead/fields";
import { setAt } from "../explain/fix.ts";
import type { Path } from "../read/place.ts";
import type { ListenPort, SiteHost } from "../site/types.ts";
import type { Check, Report } from "./context.ts";

const everywhere = new Set(["0.0.0.0", "::"]);

/** Two programs cannot listen on one port of one address. */
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

function clash(report: Report, host: SiteHost, first: ListenPort, second: ListenPort): void {
  // Reported at the port that somebody chose, if the other is only a default.
  const chosen = (port: ListenPort) => report.written(ownerOf(report, host, port).setting);
  const [holder, claimant] = chosen(first) && !chosen(second) ? [second, first] : [first, second];
  const owner = ownerOf(report, host, holder);
  const place = ownerOf(report, host, claimant);
  const free = freePort(host, claimant.port);
  report.add(
    "port-clash",
    place.where,
    `on ${host.name}, ${claimant.owner} wants ${claimant.protocol} port ${claimant.port}, which ${holder.owner} has already: ${report.where(owner.where)}`,
    {
      got: `${claimant.address}:${claimant.port}/${claimant.protocol}`,
      want: "a port of its own for each program of a host",
      fix:
        place.setting.at(-1) === "listen"
          ? setAt(place.setting, [{ purpose: "http", port: free }], "or give the other one another port")
          : setAt(place.setting, free, "or give the other one another port"),
    },
  );
}

/** The setting a port comes from, and what to point at when it is not written. */
function ownerOf(report: Report, host: SiteHost, { path }: ListenPort): { setting: Path; where: Path } {
  if (path[0] === "collector") {
    const setting = path.length === 1 ? ["collector", "listen"] : path;
    const found = report.nearest(host, setting);
    return {
      setting: found.path,
      where: report.written(found.path) ? found.path : report.at(host, ["collector"]),
    };
  }
  if (path[0] === "sources") {
    const source = report.at(host, path.slice(0, 2));
    if (report.written(source)) return { setting: [...source, "port"], where: [...source, "port"] };
    return { setting: ["hosts", host.name, ...path], where: report.at(host, ["roles"]) };
  }
  if (path[0] === "ports") return { setting: report.at(host, path), where: report.at(host, path) };
  const setting = path[0] === "nginx" || path[0] === "alerting" ? ["loki", "port"] : path;
  return { setting, where: report.written(path) ? path : report.at(host, ["roles"]) };
}

function freePort(host: SiteHost, port: number): number {
  const used = new Set(host.derived.ports.map(({ port }) => port as number));
  let free = port;
  do free = free >= 65_535 ? 1024 : free + 1;
  while (used.has(free));
  return free;
}
