import type { SiteHost } from "../site/types.ts";
import type { Check, Draft, Report } from "./context.ts";

/** Folders that are empty after a restart (file-hierarchy(7)). */
const volatile = ["/tmp", "/run", "/dev/shm", "/var/run", "/var/tmp"];
const windowsOnly = new Set(["windows"]);
const linuxOnly = new Set(["journal", "docker", "docker-files", "podman-files", "mount"]);

/** Collectors, their runtimes and their rights (C-10, C-16, H-28). */
export const checkCollectors: Check = (draft, report) => {
  for (const host of draft.hosts.values()) {
    checkRuntime(draft, report, host);
    checkSources(report, host);
    checkPositions(report, host);
    checkGroups(report, host);
    checkExporters(report, host);
  }
};

/** C-10: which runtime can work on which platform. */
function checkRuntime(draft: Draft, report: Report, host: SiteHost): void {
  const { platform } = host.settings;
  const { runtime } = host.derived;
  const refuse = (message: string, want: string, fix: string) =>
    report.add("runtime-cannot-work", report.at(host, ["collector", "runtime"]), message, {
      got: `runtime ${runtime} on platform ${platform}`,
      want,
      fix,
    });
  if (runtime === "windows" && platform !== "windows")
    refuse(
      `a Windows process cannot run on ${host.name}, which is ${platform}`,
      "systemd or container",
      "Please set: runtime: systemd",
    );
  else if (platform === "windows" && runtime !== "windows")
    refuse(`${host.name} is Windows and has no ${runtime}`, "windows", "Please set: runtime: windows");
  else if ((runtime === "daemonset" || runtime === "sidecar") && !draft.k8s.enabled)
    refuse(
      `a ${runtime} needs a cluster, and k8s.enabled is false`,
      "systemd or container, or a cluster",
      "Please set:\nk8s: {enabled: true}",
    );
}

function checkSources(report: Report, host: SiteHost): void {
  const { platform } = host.settings;
  for (const { name, source, implied } of host.derived.sources) {
    const path = implied ? ["hosts", host.name] : report.at(host, ["sources", name, "type"]);
    if (platform === "windows" && linuxOnly.has(source.type))
      report.add("source-cannot-work", path, `a source of type ${source.type} cannot be read on Windows`, {
        got: source.type,
        want: "windows, files, push or kafka",
        fix: "Please set: type: windows",
      });
    else if (platform !== "windows" && windowsOnly.has(source.type))
      report.add(
        "source-cannot-work",
        path,
        `a source of type windows is read by a collector on Windows, and ${host.name} is ${platform}`,
        {
          got: source.type,
          want: "mount (the folder as WSL2 sees it)",
          fix: "Please set: type: mount",
        },
      );
    else if (source.type === "mount" && platform !== "wsl2")
      report.add(
        "source-cannot-work",
        path,
        `a Windows folder is mounted in WSL2 only, and ${host.name} is ${platform}`,
        {
          got: source.type,
          want: "platform: wsl2, or a source of type files",
          fix: `Please set:\nhosts:\n  ${host.name}: {platform: wsl2}`,
        },
      );
    else if (source.type === "kubernetes-pods" && !["daemonset", "sidecar"].includes(host.derived.runtime))
      report.add("source-cannot-work", path, "pods are read by a collector inside the cluster", {
        got: `runtime ${host.derived.runtime}`,
        want: "collector.runtime: daemonset or sidecar",
        fix: "Please set: collector: {runtime: daemonset}",
      });
  }
}

/** C-16. */
function checkPositions(report: Report, host: SiteHost): void {
  const path = host.settings.collector.positionsPath;
  const folder = path && volatile.find((v) => path === v || path.startsWith(`${v}/`));
  if (!path || !folder) return;
  report.warn(
    "positions-volatile",
    report.at(host, ["collector", "positionsPath"]),
    `${folder} is emptied at a restart: everything would be read and sent again`,
    {
      got: path,
      want: "a path on persistent storage",
      fix: `Please set: positionsPath: /var/lib/${host.settings.collector.agent}/positions.yaml`,
    },
  );
}

/** H-28: the docker group is the same as root on the host. */
function checkGroups(report: Report, host: SiteHost): void {
  const groups = host.settings.collector.groups ?? [];
  const at = groups.indexOf("docker");
  const needed = host.derived.sources.some(
    ({ source }) => source.type === "docker" || source.type === "docker-files",
  );
  if (at === -1 || needed) return;
  report.add(
    "docker-group-without-need",
    report.at(host, ["collector", "groups", at]),
    `the collector of ${host.name} reads neither Docker's socket nor its files, but would be in the docker group, which is as good as root`,
    {
      got: "docker",
      want: "docker only with containerLogs: dockerSocket or dockerFiles",
      fix: "Please remove docker from collector.groups",
    },
  );
}

function checkExporters(report: Report, host: SiteHost): void {
  const { agent, exporters } = host.settings.collector;
  if (agent === "promtail" && exporters.remoteWrite !== undefined)
    report.add(
      "needs-alloy",
      report.at(host, ["collector", "exporters", "remoteWrite"]),
      "Promtail collects no metrics",
      {
        got: "agent: promtail with exporters.remoteWrite",
        want: "agent: alloy, or no remoteWrite",
        fix: "Please set: collector: {agent: alloy}",
      },
    );
}
