import { findTool, getTool, listTools, type OnProgress } from "@logstead/tools";
import type { Task } from "./schedule.ts";

export interface ProgramOptions {
  signal?: AbortSignal;
  onTool?: OnProgress;
  /** A program that cannot be had; the tests that need it say what that means for them. */
  onMissing?: (name: string, error: Error) => void;
}

/**
 * A task for each of the programs that is not here yet. They are obtained by themselves, so that no test's time limit
 * has to cover a build, and beside suites that do not need them.
 */
export async function programTasks(names: string[]): Promise<Task[]> {
  const found = await Promise.all(names.map(async (name) => ({ name, here: await isHere(name) })));
  const missing = found.filter(({ here }) => !here).map(({ name }) => name);
  if (missing.length === 0) return [];
  const tools = await listTools();
  return missing.map((name) => {
    const seconds = tools.find((tool) => tool.programs.includes(name))?.seconds ?? 60;
    const heavy = seconds > 60;
    return {
      name: programTask(name),
      seconds,
      needs: { cores: heavy ? 1.5 : 0.5, memory: heavy ? 4_000 : 1_000, labs: 0 },
      after: [],
    };
  });
}

export const programTask = (name: string) => `program ${name}`;

async function isHere(name: string): Promise<boolean> {
  try {
    return (await findTool(name)) !== undefined;
  } catch {
    return false;
  }
}

export async function getProgram(name: string, { signal, onTool, onMissing }: ProgramOptions): Promise<void> {
  try {
    await getTool(name, { ...(signal && { signal }), ...(onTool && { onProgress: onTool }) });
  } catch (error) {
    if (signal?.aborted) throw error;
    onMissing?.(name, error as Error);
  }
}
