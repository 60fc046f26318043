import type { Problem } from "@logstead/base";
import { detectorHost, type Site } from "@logstead/inventory";
import { detectorProblems } from "../detector/detector.ts";
import { type AlertProbe, probeAlerts } from "../probe/alerts.ts";
import { type ProbeOptions, type ProbeResult, probe } from "../probe/probe.ts";
import type { Applied } from "./apply.ts";
import type { OnUp } from "./steps.ts";

type BehindMount = Pick<ProbeOptions, "behindMount">;

/** The proof that lines arrive; left out where something was not applied, since its lines would only be missed. */
export async function proveLines(
  site: Site,
  options: BehindMount & { wanted: boolean; on: OnUp },
): Promise<ProbeResult | undefined> {
  const { wanted, on, ...behind } = options;
  if (!wanted) {
    on({ kind: "step", step: "probe", status: "skipped" });
    return undefined;
  }
  on({ kind: "step", step: "probe", status: "started" });
  const result = await probe(site, {
    ...behind,
    onProgress: (detail) => on({ kind: "progress", step: "probe", detail }),
  }).catch((error: unknown) => {
    on({ kind: "step", step: "probe", status: "failed" });
    throw error;
  });
  const detail = `${result.rows.filter(({ state }) => state === "found").length} of ${result.rows.length} lines`;
  on({ kind: "step", step: "probe", status: result.ok ? "done" : "failed", detail });
  return result;
}

/** The proof that people hear of it: an anomaly is planted on a host and followed to each channel. */
export async function proveAlerts(
  site: Site,
  { wanted, on }: { wanted: boolean; on: OnUp },
): Promise<AlertProbe | undefined> {
  if (!wanted || !detectorHost(site)) return undefined;
  on({ kind: "step", step: "alert", status: "started" });
  const result = await probeAlerts(site, {
    onProgress: (detail) => on({ kind: "progress", step: "alert", detail }),
  }).catch((error: unknown) => {
    on({ kind: "step", step: "alert", status: "failed" });
    throw error;
  });
  const told = result?.rows.filter(({ outcome }) => outcome === "told").length;
  if (result === undefined)
    on({ kind: "step", step: "alert", status: "skipped", detail: "nobody is to be told" });
  else
    on({
      ...{ kind: "step", step: "alert", status: result.ok ? "done" : "failed" },
      detail: `${told} of ${result.rows.length} channels`,
    });
  return result;
}

/** Whether the way to people is tried: each time in the lab; elsewhere where something of it was applied anew. */
export const alertsToProve = (site: Site, { changes, repaired }: Applied) =>
  site.environment === "lab" ||
  [...changes.map(({ name }) => name), ...repaired].some((name) => /^(detector|n8n)-/.test(name));

/** What is wrong on one host after it was upgraded. */
export const hostProblems =
  (site: Site, behind: BehindMount) =>
  async (host: string): Promise<Problem[]> => [
    ...(await probe(site, { ...behind, hosts: [host] })).problems,
    ...(detectorHost(site)?.name === host ? await detectorProblems(site) : []),
  ];
