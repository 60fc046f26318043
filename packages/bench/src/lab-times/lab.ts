import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ensureBase,
  type LabPlan,
  labDestroy,
  labDown,
  labExec,
  labPlan,
  labStatus,
  labUp,
} from "@logstead/lab";

/** Durations in milliseconds, sizes in bytes. */
export interface LabBench {
  baseBuild?: number;
  /** Hosts without disks. */
  coldUp: number;
  /** The same hosts again, stopped. */
  warmUp: number;
  /** Nothing to do. */
  upAgain: number;
  exec: number;
  down: number;
  destroy: number;
  memoryPerHost: Record<string, number>;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return Math.round(performance.now() - begin);
}

/** A base built into an empty folder; packages come from the package cache as far as it has them. */
export async function benchBase(): Promise<number> {
  const before = process.env.XDG_CACHE_HOME;
  const dir = mkdtempSync(join(tmpdir(), "logstead-bench-"));
  process.env.XDG_CACHE_HOME = dir;
  try {
    return await timed(() => ensureBase());
  } finally {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Measures a lab of its own, which is gone afterwards. */
export async function benchLab(options: { base?: boolean; plan?: LabPlan } = {}): Promise<LabBench> {
  const { base = false, plan = labPlan() } = options;
  const name = "bench";
  const host = plan.hosts[0]?.name ?? "";
  const baseBuild = base ? await benchBase() : undefined;
  await ensureBase();
  await labDestroy({ name });
  try {
    const coldUp = await timed(() => labUp(plan, { name }));
    const upAgain = await timed(() => labUp(plan, { name }));
    const lab = await labUp(plan, { name });
    const exec = await timed(() => labExec(lab, host, ["true"]));
    const { hosts } = await labStatus(name);
    const memoryPerHost = Object.fromEntries(hosts.map((h) => [h.name, h.memoryBytes ?? 0]));
    const down = await timed(() => labDown({ name }));
    const warmUp = await timed(() => labUp(plan, { name }));
    const destroy = await timed(() => labDestroy({ name }));
    return {
      ...(baseBuild !== undefined && { baseBuild }),
      ...{ coldUp, warmUp, upAgain, exec, down, destroy, memoryPerHost },
    };
  } finally {
    await labDestroy({ name });
  }
}
