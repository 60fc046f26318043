import { availableParallelism, totalmem } from "node:os";
import { lockOwner, withLock } from "@logstead/base";

/** Builds below this do not wait for others. */
const light = 1_000;

/** Heavy builds that fit beside one another: by memory, and no more than half the processors. */
export function slotCount(heaviestMiB: number): number {
  const limit = process.constrainedMemory();
  const memory = Math.min(totalmem(), limit > 0 ? limit : Number.POSITIVE_INFINITY) / 2 ** 20;
  const byMemory = Math.floor((memory * 0.75) / heaviestMiB);
  return Math.max(1, Math.min(byMemory, Math.floor(availableParallelism() / 2)));
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
  const count = slotCount(heaviestMiB);
  const name = (i: number) => `tools-slot-${i}`;
  let chosen = process.pid % count;
  for (let i = 0; i < count; i++) if (!(await lockOwner(name(i)))) chosen = i;
  return await withLock(name(chosen), work, { onWait, owner });
}
