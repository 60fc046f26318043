import { prepareArtifacts } from "@logstead/ansible";
import type { Problem } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import type { AlertProbe } from "../probe/alerts.ts";
import type { ProbeOptions, ProbeResult } from "../probe/probe.ts";
import { type Applied, type ApplyOptions, apply } from "./apply.ts";
import { alone } from "./lock.ts";
import { alertsToProve, hostProblems, proveAlerts, proveLines } from "./prove.ts";
import { step, toolProgress } from "./steps.ts";
import { renderedVerifiedWritten, type TreeOptions } from "./tree.ts";

export interface ProvisionOptions
  extends Omit<ApplyOptions, "probe">,
    TreeOptions,
    Pick<ProbeOptions, "behindMount"> {
  /** Whether a line of every source is written and looked for at the end. */
  probe: boolean;
  /** Whether an anomaly is planted and followed; by default where that way was changed, and in the lab. */
  testAlert?: boolean | undefined;
}

export interface Provisioned extends Applied {
  probe?: ProbeResult;
  alerts?: AlertProbe;
  /** What could not be applied, what did not arrive, who was not told. */
  problems: Problem[];
  /** Whether everything was applied; what was not proven is in `problems`. */
  applied: boolean;
}

/** From a checked site to hosts that are as it says, with the proof. Rerun after an interruption, it continues. */
export async function provision(site: Site, options: ProvisionOptions): Promise<Provisioned> {
  const { on } = options;
  const behind = options.behindMount ? { behindMount: options.behindMount } : {};
  const done = await up(site, { ...options, probe: options.probe ? hostProblems(site, behind) : undefined });
  const applied = done.problems.length === 0;
  const proving = applied && options.probe;
  // both mostly wait
  const lines = proveLines(site, { ...behind, wanted: proving, on });
  const alerts = proveAlerts(site, {
    wanted: proving && (options.testAlert ?? alertsToProve(site, done)),
    on,
  });
  // each cleans up on the hosts, even if the other fails
  await Promise.allSettled([lines, alerts]);
  const [probed, told] = [await lines, await alerts];
  return {
    ...done,
    applied,
    problems: [...done.problems, ...(probed?.problems ?? []), ...(told?.problems ?? [])],
    ...(probed && { probe: probed }),
    ...(told && { alerts: told }),
  };
}

/** Renders, verifies, writes, gets the programs ready, applies. */
function up(site: Site, options: ApplyOptions & TreeOptions): Promise<Applied> {
  return alone(site.environment, async () => {
    const tree = await renderedVerifiedWritten(site, options);
    await step(
      "artifacts",
      options.on,
      () => prepareArtifacts(site, { onProgress: options.onTool ?? toolProgress("artifacts", options.on) }),
      (all) =>
        all.map(({ name, version, arch }) => `${name} ${version} ${arch}`).join(", ") ||
        "downloaded by hosts",
    );
    return apply(site, tree, options);
  });
}
