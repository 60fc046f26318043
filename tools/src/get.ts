import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem, withLock } from "@logstead/base";
import { find, fromCache, type Setting } from "./find.ts";
import { install } from "./install/index.ts";
import { lookUp } from "./lookup.ts";
import { ensurePackages } from "./packages.ts";
import { probe } from "./probe.ts";
import { reporter } from "./progress.ts";
import { binOf } from "./run.ts";
import { withSlot } from "./slots.ts";
import { type EntryRecord, Store } from "./store.ts";
import type { GetOptions, Tool, ToolPath } from "./types.ts";

/** A program of the right version: from PATH, else from the cache, else obtained now. */
export async function getTool(setting: Setting, name: string, options: GetOptions = {}): Promise<ToolPath> {
  const { tool, program } = lookUp(setting.tools, name);
  const found = await find(setting, tool, program);
  if (found.here) return found.here;
  if (tool.source.kind === "path")
    throw new ProblemError(
      problem("tools.absent", `${tool.name} ${tool.version} is not on PATH, and Logstead does not fetch it`, {
        got: found.seen ?? "absent",
        want: `${tool.name} ${tool.version}${tool.accept === "atLeast" ? " or newer" : ""}`,
        fix: tool.source.hint,
      }),
    );
  const say = reporter(tool, options.onProgress);
  if (found.seen) say("note", `${found.seen}; ${tool.version} is wanted, so it is obtained`);
  const store = new Store(setting.cache, setting.root);
  const record = await abortable(options.signal, (begun) => locked(setting, store, tool, options, begun));
  return fromCache(store, tool, program, record);
}

export const lockName = (cache: string, tool: string) => `tools ${cache} ${tool}`;

/** One process at a time obtains a tool; whoever waited finds it done. */
function locked(
  setting: Setting,
  store: Store,
  tool: Tool,
  options: GetOptions,
  begun: () => void,
): Promise<EntryRecord> {
  const say = reporter(tool, options.onProgress);
  const owner = `getting ${tool.name} (pid ${process.pid})`;
  // Two callers in one process wait for one another silently.
  const onWait = (who: string) => who.includes(`pid ${process.pid})`) || say("wait", `waiting for ${who}`);
  const work = async () => {
    options.signal?.throwIfAborted();
    begun();
    const state = await store.check(tool);
    if (typeof state === "object") return state;
    if (state === "damaged") say("note", "the cached one is damaged: it is removed and made again");
    store.remove(store.entry(tool));
    for (const name of store.leftovers(tool.name))
      rmSync(join(setting.cache, tool.name, name), { recursive: true, force: true });
    const heaviest = Math.max(...setting.tools.map((t) => t.memoryMiB));
    return await withSlot(
      tool.memoryMiB,
      heaviest,
      () => obtain(setting, store, tool, options),
      onWait,
      owner,
    );
  };
  return withLock(lockName(setting.cache, tool.name), work, { onWait, owner });
}

async function obtain(setting: Setting, store: Store, tool: Tool, options: GetOptions): Promise<EntryRecord> {
  options.signal?.throwIfAborted();
  const say = reporter(tool, options.onProgress);
  const started = performance.now();
  const logs = join(setting.cache, ".logs");
  mkdirSync(logs, { recursive: true });
  const log = join(logs, `${tool.name}.log`);
  rmSync(log, { force: true });
  const need = (name: string) => getTool(setting, name, options);
  const ticking = say.ticking("build", `getting ${tool.name} ${tool.version}`);
  const into = store.begin(tool);
  try {
    await ensurePackages(tool.needs ?? [], tool.name, { ...options, log });
    await install({ tool, source: tool.source, into, root: setting.root, log, signal: options.signal, need });
    const versions = await verified(tool, into, setting.root, log);
    const record = await store.finish(tool, into, versions, (performance.now() - started) / 1000);
    say("done", `${tool.name} ${record.version} is ready`);
    return record;
  } finally {
    ticking.stop();
    rmSync(into, { recursive: true, force: true });
  }
}

/** A result that does not answer with the version it was made for is never given its name. */
async function verified(
  tool: Tool,
  built: string,
  root: string,
  log: string,
): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const program of tool.programs) {
    const answer = await probe(tool, program, join(binOf(built), program.name), root);
    if (!answer.right)
      throw new ProblemError(
        problem(
          "tools.wrong-version",
          `${program.name} was obtained but does not answer as the manifest says`,
          {
            file: log,
            got: answer.version ?? answer.instead ?? "nothing",
            want: `${tool.accept === "atLeast" ? "at least " : ""}${tool.version}`,
            fix: "make version and lock in tools/ agree (tools/src/manifest.ts), then try again",
          },
        ),
      );
    versions[program.name] = answer.version ?? tool.version;
  }
  return versions;
}

/**
 * A caller that gives up leaves a lock's queue at once; work that has begun sees the signal itself and is
 * waited for, because it cleans up.
 */
function abortable<T>(signal: AbortSignal | undefined, start: (begun: () => void) => Promise<T>): Promise<T> {
  if (!signal) return start(() => {});
  signal.throwIfAborted();
  return new Promise((done, fail) => {
    const leave = () => fail(signal.reason);
    const stay = () => signal.removeEventListener("abort", leave);
    signal.addEventListener("abort", leave, { once: true });
    start(stay).then(done, fail).finally(stay);
  });
}
