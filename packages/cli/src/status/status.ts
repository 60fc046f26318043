import { ExitCode, formatProblem } from "@logstead/base";
import { formatBytes } from "@logstead/inventory";
import { type DetectorState, type HostState, type SiteStatus, siteStatus } from "@logstead/operate";
import { paint } from "../output/colour.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { table } from "../output/table.ts";
import { targetOf } from "../render/target.ts";

export async function runStatus(options: OutputOptions & { env: string }): Promise<void> {
  const { site, tree } = targetOf(options);
  const status = await siteStatus(site, tree);
  print(options, status, () => text(status));
  if (!status.ok) process.exitCode = ExitCode.problems;
}

function text(status: SiteStatus): string {
  const { environment, hosts, loki, detector, pending, ok } = status;
  const problems = [...hosts.map(({ problem }) => problem), loki.problem, detector?.problem].filter(
    (problem) => problem !== undefined,
  );
  return [
    table(["host", "collector", "state", "version", "drift", "newest line", "disk free"], hosts.map(row)),
    ...(hosts.some(({ drift }) => drift.length > 0) ? [driftText(hosts)] : []),
    lokiText(loki),
    ...(detector ? [detectorText(detector)] : []),
    pending === 0
      ? "Everything that the inventory says is applied."
      : `${pending} rendered files differ from what was applied: ./logstead preview --env ${environment}`,
    ...(problems.length > 0 ? [problems.map((problem) => formatProblem(problem)).join("\n")] : []),
    ok ? `${paint("green", "ok")} ${environment}` : `${paint("red", "not ok")} ${environment}`,
  ].join("\n\n");
}

function row({ host, collector, state, version, drift, lag, disk }: HostState): string[] {
  return [
    host,
    collector,
    state ?? "does not answer",
    version ?? "",
    state === undefined ? "" : String(drift.length),
    lag === undefined ? "none today" : ago(lag),
    disk ? `${Math.round((100 * disk.free) / disk.total)} %` : "",
  ];
}

const ago = (seconds: number) =>
  seconds < 120 ? `${seconds.toFixed(1)} s ago` : `${Math.round(seconds / 60)} min ago`;

const driftText = (hosts: HostState[]) =>
  hosts
    .filter(({ drift }) => drift.length > 0)
    .map(({ host, drift }) => `${host} differs from what was applied: ${drift.join(", ")}`)
    .join("\n");

function lokiText({ host, ready, version, wanted, dayBytes, disk, daysLeft }: SiteStatus["loki"]): string {
  const state = ready ? "ready" : paint("red", "not ready");
  const came = dayBytes === undefined ? "" : `, ${formatBytes(dayBytes)} of lines in 24 h`;
  const other = version && version !== wanted ? ` (the inventory says ${wanted})` : "";
  const left = disk
    ? `, ${formatBytes(disk.free)} free${daysLeft === undefined ? "" : `: ${days(daysLeft)} at this rate`}`
    : "";
  return `Loki on ${host}: ${state}${version ? `, ${version}${other}` : ""}${came}${left}`;
}

function detectorText({ host, running, ready, version, wanted, checks }: DetectorState): string {
  const state = ready ? "ready" : paint("red", running ? "not ready" : "does not answer");
  const other = version && version !== wanted ? ` (the inventory says ${wanted})` : "";
  const bad = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `\n  ${name}: ${detail}`);
  return `Detector on ${host}: ${state}${version ? `, ${version}${other}` : ""}${bad.join("")}`;
}

const days = (count: number) => (count > 3650 ? "more than ten years" : `${count} days`);
