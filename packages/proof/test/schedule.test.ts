import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Needs, ranked, runTasks, shard, startable, type Task } from "../src/schedule.ts";

const machine: Needs = { cores: 2, memory: 20_000, labs: 1 };
const task = (name: string, seconds: number, needs: Partial<Needs> = {}, after: string[] = []): Task => ({
  name,
  seconds,
  needs: { cores: 0, memory: 0, labs: 0, ...needs },
  after,
});
const names = (tasks: Task[]) => tasks.map((t) => t.name);

/** Tasks that wait only for ones before them. */
const anyTasks = fc
  .array(
    fc.record({
      seconds: fc.integer({ min: 0, max: 900 }),
      needs: fc.record({
        cores: fc.constantFrom(0, 0.25, 0.5, 1, 1.5, 2, 3),
        memory: fc.integer({ min: 0, max: 30_000 }),
        labs: fc.constantFrom(0, 0, 1),
      }),
      after: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((list) =>
    list.map((t, i) => ({
      ...t,
      name: `t${i}`,
      after: i === 0 ? [] : t.after.map((n) => `t${n % i}`),
    })),
  );

/** Runs tasks on a clock of its own: each ends after its seconds. */
async function timeline(tasks: Task[]): Promise<Map<string, { start: number; end: number }>> {
  let clock = 0;
  const spans = new Map<string, { start: number; end: number }>();
  const open: { end: number; done: () => void }[] = [];
  const step = () => {
    open.sort((a, b) => a.end - b.end);
    const first = open.shift();
    if (!first) return;
    clock = first.end;
    first.done();
    setImmediate(step);
  };
  const all = runTasks(tasks, machine, (t) => {
    const span = { start: clock, end: clock + t.seconds };
    spans.set(t.name, span);
    return new Promise((done) => open.push({ end: span.end, done }));
  });
  setImmediate(step);
  await all;
  return spans;
}

describe("the scheduler", () => {
  it("runs every task once, none before what it waits for", async () => {
    await fc.assert(
      fc.asyncProperty(anyTasks, async (tasks) => {
        const spans = await timeline(tasks);
        expect(spans.size).toBe(tasks.length);
        for (const t of tasks)
          for (const name of t.after)
            expect(spans.get(t.name)?.start).toBeGreaterThanOrEqual(spans.get(name)?.end ?? Infinity);
      }),
      { numRuns: 60 },
    );
  });

  it("never gives more than the machine has, except to one task that is larger than it", () => {
    fc.assert(
      fc.property(anyTasks, (tasks) => {
        const free = tasks.map((t) => ({ ...t, after: [] }));
        const chosen = startable(free, [], new Set(), machine);
        expect(chosen.length).toBeGreaterThan(0);
        for (const kind of ["cores", "memory", "labs"] as const) {
          const users = chosen.filter((t) => t.needs[kind] > 0);
          const used = users.reduce((sum, t) => sum + t.needs[kind], 0);
          expect(used <= machine[kind] || users.length === 1).toBe(true);
        }
      }),
    );
  });

  it("leaves nothing waiting that fits", () => {
    fc.assert(
      fc.property(anyTasks, (tasks) => {
        const free = tasks.map((t) => ({ ...t, after: [] }));
        const chosen = startable(free, [], new Set(), machine);
        const rest = free.filter((t) => !chosen.includes(t));
        expect(startable(rest, chosen, new Set(), machine)).toEqual([]);
      }),
    );
  });

  it("starts one suite that computes and beside it those that wait", () => {
    const tasks = [
      task("computes", 300, { cores: 1.5 }),
      task("computes too", 200, { cores: 1.5 }),
      task("waits", 100, { cores: 0.25, labs: 1 }),
      task("waits too", 90, { cores: 0.25, labs: 1 }),
      task("waits without a lab", 80, { cores: 0.25 }),
    ];
    expect(names(startable(ranked(tasks), [], new Set(), machine))).toEqual([
      "computes",
      "waits",
      "waits without a lab",
    ]);
  });

  it("begins with what the longest chain waits for", () => {
    const tasks = [
      task("alone", 400),
      task("program", 60),
      task("suite", 500, {}, ["program"]),
      task("short", 5),
    ];
    expect(names(ranked(tasks))).toEqual(["program", "suite", "alone", "short"]);
  });

  it("waits only for tasks that are there: a program that is in place is none", () => {
    expect(names(startable([task("suite", 1, {}, ["loki"])], [], new Set(), machine))).toEqual(["suite"]);
    const both = [task("suite", 1, {}, ["loki"]), task("loki", 1)];
    expect(names(startable(both, [], new Set(), machine))).toEqual(["loki"]);
  });

  it("ends when told to, after what runs has ended", async () => {
    const stop = new AbortController();
    const ended: string[] = [];
    const run = runTasks(
      [task("first", 2), task("second", 1, {}, ["first"])],
      machine,
      async (t) => {
        stop.abort();
        ended.push(t.name);
      },
      stop.signal,
    );
    await expect(run).rejects.toThrow(/abort/i);
    expect(ended).toEqual(["first"]);
  });
});

describe("shards", () => {
  it("have each task once, whatever the order it comes in", () => {
    fc.assert(
      fc.property(anyTasks, fc.integer({ min: 1, max: 6 }), (tasks, count) => {
        const parts = Array.from({ length: count }, (_, i) => names(shard(tasks, i + 1, count)));
        expect(parts.flat().sort()).toEqual(names(tasks).sort());
        expect(names(shard(tasks.toReversed(), 1, count))).toEqual(parts[0]);
      }),
    );
  });

  it("differ by no more than the longest task", () => {
    fc.assert(
      fc.property(anyTasks, fc.integer({ min: 1, max: 6 }), (tasks, count) => {
        const loads = Array.from({ length: count }, (_, i) =>
          shard(tasks, i + 1, count).reduce((sum, t) => sum + t.seconds, 0),
        );
        const longest = Math.max(...tasks.map((t) => t.seconds));
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(longest);
      }),
    );
  });
});
