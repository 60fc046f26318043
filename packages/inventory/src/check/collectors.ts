import { kindOf, sourceKinds } from "@logstead/sources";
import { setAll, setAt, setHere } from "../explain/fix.ts";
import type { Path } from "../read/place.ts";
import { valueAt } from "../read/show.ts";
import type { NamedSource, SiteHost } from "../site/types.ts";
import type { Check, Draft, Report } from "./context.ts";

/** Folders that are empty after a restart (file-hierarchy(7)). */
const volatile = ["/tmp", "/run", "/dev/shm", "/var/run", "/var/tmp"];

/** Collectors, their runtimes and their rights. */
export const checkCollectors: Check = (draft, report) => {
  for (const host of draft.hosts.values()) {
    checkRuntime(draft, report, host);
    for (const source of host.derived.sources) checkSource(draft, report, host, source);
    checkPositions(report, host);
    checkGroups(draft, report, host);
    checkExporters(report, host);
    checkOtlp(report, host);
  }
};

const runtime = ["collector", "runtime"];

/** Which runtime can work on which platform. */
function checkRuntime(draft: Draft, report: Report, host: SiteHost): void {
  const { platform } = host.settings;
  const chosen = host.derived.runtime;
  const inCluster = chosen === "daemonset" || chosen === "sidecar";
  if ((chosen === "windows") === (platform === "windows") && (!inCluster || draft.k8s.enabled)) return;
  const { path, layer } = report.nearest(host, runtime, ["platform"]);
  // The problem is reported at one of the two settings and names the other.
  const other = report.where(report.at(host, path.at(-1) === "platform" ? runtime : ["platform"]));
  const got = `runtime ${chosen} on platform ${platform}`;
  const refuse = (message: string, want: string, fix: string) =>
    report.add("runtime-cannot-work", path, message, { got, want, fix });
  if (chosen === "windows" && platform !== "windows")
    refuse(
      `a Windows process cannot run on ${host.name}, which is ${platform}: ${other}`,
      "systemd or container",
      setAt([...layer, ...runtime], "systemd"),
    );
  else if (platform === "windows" && chosen !== "windows")
    refuse(
      `there is no ${chosen} on ${host.name}, which is Windows: ${other}`,
      "windows",
      setAt([...layer, ...runtime], "windows"),
    );
  else
    refuse(
      `a ${chosen} needs a cluster, and there is none: ${report.where(["k8s", "enabled"])}`,
      "systemd or container, or k8s.enabled: true",
      setAt(["k8s", "enabled"], true),
    );
}

/** The setting that a source comes from, below its host. */
export const originOf = ({ name, source, implied }: NamedSource): Path =>
  implied ? [kindOf(source).impliedBy ?? "containerLogs"] : ["sources", name];

/** Whether the collector of a host can read a source of this kind at all. */
function canRead({ settings: { platform }, derived }: SiteHost, { source, implied }: NamedSource): boolean {
  switch (kindOf(source).place) {
    case "anywhere":
      return true;
    case "on-linux":
      return platform !== "windows";
    case "in-wsl2":
      return platform === "wsl2" || (platform === "linux" && implied);
    case "on-windows":
      return platform === "windows";
    case "in-cluster":
      return derived.runtime === "daemonset" || derived.runtime === "sidecar";
  }
}

const readOnWindows = () => {
  const types = sourceKinds.flatMap(({ type, place }) =>
    place === "anywhere" || place === "on-windows" ? [type] : [],
  );
  return `${types.slice(0, -1).join(", ")} or ${types.at(-1)}`;
};

function checkSource(draft: Draft, report: Report, host: SiteHost, named: NamedSource): void {
  if (canRead(host, named)) return;
  const { platform } = host.settings;
  const { name, source, implied } = named;
  const origin = originOf(named);
  const { path, layer } = report.nearest(host, implied ? origin : [...origin, "type"], ["platform"]);
  const where = report.where(report.at(host, path.at(-1) === "platform" ? origin : ["platform"]));
  const refuse = (message: string, want: string, fix: string) =>
    report.add("source-cannot-work", path, message, { got: source.type, want, fix });
  const { place } = kindOf(source);
  if (platform === "windows" && (place === "on-linux" || place === "in-wsl2"))
    refuse(
      `a source of type ${source.type} cannot be read on Windows: ${where}`,
      readOnWindows(),
      implied
        ? setAt([...layer, ...origin], "none")
        : setAt([...layer, ...origin], false, "removes it there"),
    );
  else if (place === "on-windows")
    refuse(
      `a source of type ${source.type} is read by a collector on Windows, and ${host.name} is ${platform}: ${where}`,
      "mount (the folder as WSL2 sees it), on platform wsl2",
      setAll([[...layer, "platform"], "wsl2"], asMount(report, layer, name, source)),
    );
  else if (place === "in-wsl2")
    refuse(
      `a Windows folder is mounted in WSL2 only, and ${host.name} is ${platform}: ${where}`,
      "platform: wsl2, or a source of type files",
      setAt([...layer, "platform"], "wsl2"),
    );
  else
    refuse(
      "pods are read by a collector inside the cluster",
      `collector.runtime: daemonset or sidecar (it is ${host.derived.runtime})`,
      draft.k8s.enabled
        ? setAt([...layer, ...runtime], "daemonset")
        : setAll([["k8s", "enabled"], true], [[...layer, ...runtime], "daemonset"]),
    );
}

/** The same folder as WSL2 sees it; a source of an outer layer is replaced whole, so it is written out. */
function asMount(report: Report, layer: Path, name: string, source: NamedSource["source"]): [Path, unknown] {
  const path = [...layer, "sources", name];
  const there = kindOf(source).onWsl2?.(source) ?? {};
  return report.written(path) ? [[...path, "type"], there.type] : [path, there];
}

/** Positions on a volatile path are lost at a restart: every line is read again. */
function checkPositions(report: Report, host: SiteHost): void {
  const path = host.settings.collector.positionsPath;
  const folder = path && volatile.find((v) => path === v || path.startsWith(`${v}/`));
  if (!path || !folder) return;
  const at = report.at(host, ["collector", "positionsPath"]);
  const { agent } = host.settings.collector;
  report.warn(
    "positions-volatile",
    at,
    `${folder} is emptied at a restart: everything would be read and sent again`,
    {
      got: path,
      want: "a path on persistent storage",
      fix: setHere(at, agent === "alloy" ? "/var/lib/alloy/positions" : "/var/lib/promtail/positions.yaml"),
    },
  );
}

/** The docker group is the same as root on the host. */
function checkGroups(draft: Draft, report: Report, host: SiteHost): void {
  const groups = host.settings.collector.groups ?? [];
  const needed = host.derived.sources.some(({ source }) => kindOf(source).groups?.includes("docker"));
  if (!groups.includes("docker") || needed) return;
  const list = report.at(host, ["collector", "groups"]);
  const written = valueAt(draft.merged.data, list) as string[];
  report.add(
    "docker-group-without-need",
    [...list, written.indexOf("docker")],
    `the collector of ${host.name} reads neither Docker's socket nor its files, but would be in the docker group, which is as good as root`,
    {
      got: "docker",
      want: "docker only with containerLogs: dockerSocket or dockerFiles",
      fix: "Please remove it here",
    },
  );
}

function checkExporters(report: Report, host: SiteHost): void {
  const { agent, exporters } = host.settings.collector;
  if (agent !== "promtail" || exporters.remoteWrite === undefined) return;
  const { path, layer } = report.nearest(
    host,
    ["collector", "exporters", "remoteWrite"],
    ["collector", "agent"],
  );
  const written = report.where(report.at(host, ["collector", "exporters", "remoteWrite"]));
  report.add(
    "needs-alloy",
    path,
    path.at(-1) === "remoteWrite"
      ? `Promtail collects no metrics, and the collector of ${host.name} is Promtail`
      : `Promtail collects no metrics, but they are asked for by ${written}`,
    {
      got: "agent: promtail with exporters.remoteWrite",
      want: "agent: alloy, or no remoteWrite",
      fix: setAt([...layer, "collector", "agent"], "alloy"),
    },
  );
}

/** Promtail has one protocol. */
function checkOtlp(report: Report, host: SiteHost): void {
  const { agent, destinations } = host.settings.collector;
  const at = destinations.findIndex(({ protocol }) => protocol === "otlp");
  if (agent !== "promtail" || at === -1) return;
  const { path, layer } = report.nearest(
    host,
    ["collector", "destinations", at, "protocol"],
    ["collector", "agent"],
  );
  const fix = setAt([...layer, "collector", "agent"], "alloy");
  report.add("needs-alloy", path, `Promtail speaks no OTLP, and the collector of ${host.name} is Promtail`, {
    got: "agent: promtail with a destination of protocol otlp",
    want: "agent: alloy, or protocol: loki",
    fix,
  });
}
