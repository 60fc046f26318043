import { availableParallelism, totalmem } from "node:os";
import { lockOwner, withLock } from "@logstead/base";

/** Builds below this do not wait for others. */
const light = 1_000;

export interface Machine {
  memoryMiB: number;
  processors: number;
}

/** The memory this process may use: the machine's, or less where a container limits it. */
export function machine(): Machine {
  const limit = process.constrainedMemory();
  const bytes = limit > 0 ? Math.min(totalmem(), limit) : totalmem();
  return { memoryMiB: Math.round(bytes / 2 ** 20), processors: availableParallelism() };
}

/** Heavy builds that fit beside one another: by memory, and no more than half the processors. */
export function slotCount(heaviestMiB: number, { memoryMiB, processors }: Machine): number {
  return Math.max(1, Math.min(Math.floor((memoryMiB * 0.75) / heaviestMiB), Math.floor(processors / 2)));
}

/** Runs a build when there is room for it; the slots are locks, so they count for all processes of the machine. */
export async function withSlot<T>(
  memoryMiB: number,
  heaviestMiB: number,
  work: () => Promise<T>,
  onWait: (owner: string) => void,
  owner: string,
): Promise<T> {
  if (memoryMiB < light) return await work();
  const count = slotCount(heaviestMiB, machine());
  const name = (i: number) => `tools-slot-${i}`;
  let chosen = process.pid % count;
  for (let i = 0; i < count; i++) if (!(await lockOwner(name(i)))) chosen = i;
  return await withLock(name(chosen), work, { onWait, owner });
}
