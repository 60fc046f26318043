/** What a task takes of the machine while it runs: cores busy on average, MiB, and labs that are up. */
export interface Needs {
  cores: number;
  memory: number;
  labs: number;
}

export interface Task {
  name: string;
  /** How long it is expected to take. */
  seconds: number;
  needs: Needs;
  /** Names of tasks that end before this one starts. */
  after: string[];
}

const kinds = ["cores", "memory", "labs"] as const;

/** By the longest way from a task's start to the end of all that waits for it: what decides the end goes first. */
export function ranked<T extends Task>(tasks: readonly T[]): T[] {
  const waiting = Map.groupBy(
    tasks.flatMap((task) => task.after.map((name) => ({ name, task }))),
    (edge) => edge.name,
  );
  const known = new Map<string, number>();
  const rank = (task: T): number => {
    const before = known.get(task.name);
    if (before !== undefined) return before;
    known.set(task.name, task.seconds); // ends the walk should tasks wait for one another
    const behind = (waiting.get(task.name) ?? []).map((edge) => rank(edge.task));
    const sum = task.seconds + Math.max(0, ...behind);
    known.set(task.name, sum);
    return sum;
  };
  return tasks
    .map((task) => ({ task, rank: rank(task) }))
    .sort((a, b) => b.rank - a.rank || (a.task.name < b.task.name ? -1 : 1))
    .map(({ task }) => task);
}

/**
 * Which of the waiting tasks (in order) start now. What is larger than the machine runs when nothing else of its
 * kind does, so that a small machine is slow instead of stuck.
 */
export function startable<T extends Task>(
  waiting: readonly T[],
  running: readonly Task[],
  ended: ReadonlySet<string>,
  capacity: Needs,
): T[] {
  const now: Task[] = [...running];
  const fits = (task: Task) =>
    kinds.every((kind) => {
      const used = now.reduce((sum, other) => sum + other.needs[kind], 0);
      return task.needs[kind] === 0 || used === 0 || used + task.needs[kind] <= capacity[kind] + 1e-9;
    });
  const known = new Set([...waiting, ...running].map((task) => task.name));
  const ready = (task: Task) => task.after.every((name) => ended.has(name) || !known.has(name));
  return waiting.filter((task) => {
    if (!ready(task) || !fits(task)) return false;
    now.push(task);
    return true;
  });
}

/** Starts tasks as they fit and waits for all; a task that fails by itself says so in its result, not here. */
export async function runTasks<T extends Task>(
  tasks: readonly T[],
  capacity: Needs,
  work: (task: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let waiting = ranked(tasks);
  const running = new Map<T, Promise<T>>();
  const ended = new Set<string>();
  try {
    while (waiting.length > 0 || running.size > 0) {
      signal?.throwIfAborted();
      const starting = new Set(startable(waiting, [...running.keys()], ended, capacity));
      if (starting.size === 0 && running.size === 0)
        throw new Error(`tasks wait for one another: ${waiting.map((task) => task.name).join(", ")}`);
      waiting = waiting.filter((task) => !starting.has(task));
      for (const task of starting)
        running.set(
          task,
          work(task).then(() => task),
        );
      const task = await Promise.race(running.values());
      running.delete(task);
      ended.add(task.name);
    }
  } finally {
    await Promise.allSettled(running.values());
  }
}

/** The tasks of shard `index` (from 1) of `count`: the longest first, each to the shard that has least. */
export function shard<T extends { name: string; seconds: number }>(
  tasks: readonly T[],
  index: number,
  count: number,
): T[] {
  const loads = Array.from({ length: count }, () => 0);
  const longestFirst = tasks.toSorted((a, b) => b.seconds - a.seconds || (a.name < b.name ? -1 : 1));
  return longestFirst.filter((task) => {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + task.seconds;
    return least === index - 1;
  });
}
