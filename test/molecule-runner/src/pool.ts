import { type RunOptions, runScenario } from "./run.ts";
import type { Scenario } from "./scenario.ts";
import type { ScenarioResult } from "./types.ts";

export interface PoolOptions extends RunOptions {
  /** Scenarios at once; by default as many as the lab has hosts for. */
  parallel?: number;
  /** Called with each result as it comes; the pool waits for it. */
  onResult?: (scenario: Scenario, result: ScenarioResult) => void | Promise<void>;
}

/**
 * Runs scenarios side by side, each on hosts of its own, and gives their results in the order asked for.
 * Those that are particular about their hosts begin first, so that they do not wait at the end.
 */
export async function runScenarios(scenarios: Scenario[], options: PoolOptions): Promise<ScenarioResult[]> {
  const hosts = options.lab.started.plan.hosts.length;
  const parallel = Math.min(options.parallel ?? hosts, hosts, scenarios.length);
  const results = new Map<Scenario, ScenarioResult>();
  const waiting = [...scenarios].sort((a, b) => demands(b) - demands(a));
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  const work = async () => {
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const result = await runScenario(next, { ...options, signal });
        results.set(next, result);
        await options.onResult?.(next, result);
      }
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  const workers = Array.from({ length: parallel }, work);
  const settled = await Promise.allSettled(workers);
  for (const one of settled) if (one.status === "rejected") throw one.reason;
  return scenarios.map((scenario) => results.get(scenario) as ScenarioResult);
}

const demands = (scenario: Scenario) =>
  scenario.platforms.length + 10 * scenario.platforms.flatMap((p) => p.labRoles).length;
