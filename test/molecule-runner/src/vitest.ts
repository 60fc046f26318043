import { basename } from "node:path";
import { keepResult, keptResult } from "./kept.ts";
import { scenarioKey } from "./key.ts";
import { type PoolOptions, runScenarios } from "./pool.ts";
import { failuresText } from "./report/text.ts";
import { findScenarios, type Scenario } from "./scenario.ts";
import { phasesOf } from "./steps.ts";
import { suiteReady, whyNoLab } from "./suite-lab.ts";
import type { Phase, PhaseResult, ScenarioResult } from "./types.ts";

declare module "vitest" {
  interface TaskMeta {
    /** When the scenario was run, where its result is a kept one: `./logstead test` says so. */
    kept?: string;
  }
}

export interface DescribeOptions extends Pick<PoolOptions, "parallel"> {
  /** Only these scenarios; else all. */
  scenarios?: string[];
  /** Requirements that a phase proves: `{verify: ["TST-05"]}`. */
  rows?: Partial<Record<Phase, string[]>>;
  /** What a scenario depends on beside the files that the runner finds: programs, and what is made for it. */
  inputs?: (scenario: Scenario) => string[] | Promise<string[]>;
  /** Called before the first scenario that is run; not where all results are kept ones. */
  prepare?: () => Promise<void>;
}

/**
 * Declares one test for each phase of each scenario of a role. The scenarios run side by side; each test
 * waits for its phase and fails with what the runner would print. A scenario that passed before, and of which
 * nothing has changed since, passes without a run; LOGSTEAD_FULL=1 runs it all the same. Call it at the top of a
 * slow test file: `await describeRole("ansible/roles/loki")`.
 */
export async function describeRole(role: string, options: DescribeOptions = {}): Promise<void> {
  const all = findScenarios(role, { full: true });
  const wanted = all.filter((s) => !options.scenarios || options.scenarios.includes(s.name));
  await declare(basename(role), wanted, options);
}

/** As `describeRole`, for the one scenario that `ROLE/SCENARIO` names. */
export async function testScenario(
  path: string,
  options: Omit<DescribeOptions, "scenarios" | "parallel"> = {},
): Promise<void> {
  const scenarios = findScenarios(path);
  await declare(path, scenarios, options);
}

async function declare(title: string, scenarios: Scenario[], options: DescribeOptions): Promise<void> {
  // only inside vitest: the runner also works from the shell
  const { describe, it, beforeAll, afterAll } = await import("vitest");
  const why = await whyNoLab();
  describe(`molecule ${title}`, () => {
    if (why) {
      it.skip(`skipped: no lab: ${why}`, () => {});
      return;
    }
    const started = new Started(scenarios, options);
    beforeAll(() => started.begin(), 1_800_000);
    afterAll(() => started.end());
    for (const scenario of scenarios)
      for (const phase of phasesOf(scenario)) {
        const rows = (options.rows?.[phase] ?? []).map((row) => `[${row}]`).join("");
        it(`${rows}${rows && " "}${scenario.role}/${scenario.name}: ${phase}`, {
          timeout: 900_000,
        }, async (ctx) => {
          const result = await started.phase(scenario, phase);
          const kept = started.keptSince(scenario);
          if (kept) ctx.task.meta.kept = kept;
          if (result.status === "skipped") ctx.skip(result.why);
          if (result.status === "failed") throw started.error(scenario, result);
        });
      }
  });
}

class Started {
  private readonly waiting = new Map<string, PromiseWithResolvers<PhaseResult>>();
  private readonly kept = new Map<Scenario, string>();
  private readonly abort = new AbortController();
  private all: Promise<unknown> = Promise.resolve();
  private readonly scenarios: Scenario[];
  private readonly options: DescribeOptions;

  constructor(scenarios: Scenario[], options: DescribeOptions) {
    this.scenarios = scenarios;
    this.options = options;
    for (const scenario of scenarios)
      for (const phase of phasesOf(scenario)) {
        const waiting = Promise.withResolvers<PhaseResult>();
        // a phase that nobody asks for may fail
        waiting.promise.catch(() => {});
        this.waiting.set(key(scenario, phase), waiting);
      }
  }

  async begin(): Promise<void> {
    const keys = new Map<Scenario, string>();
    for (const scenario of this.scenarios) keys.set(scenario, await this.key(scenario));
    const run = this.scenarios.filter((scenario) => !this.tellKept(scenario, keys.get(scenario) as string));
    if (run.length === 0) return;
    await this.options.prepare?.();
    const ready = await suiteReady(this.abort.signal);
    this.all = runScenarios(run, {
      ...ready,
      ...(this.options.parallel && { parallel: this.options.parallel }),
      signal: this.abort.signal,
      onPhase: (scenario, result) => this.tell(scenario, result),
      onResult: (scenario, result) => this.keep(scenario, keys.get(scenario) as string, result),
    }).catch((error) => {
      for (const phase of this.waiting.values()) phase.reject(error);
    });
  }

  private async key(scenario: Scenario): Promise<string> {
    return scenarioKey(scenario, await this.options.inputs?.(scenario));
  }

  private tellKept(scenario: Scenario, under: string): boolean {
    const kept = process.env.LOGSTEAD_FULL === "1" ? undefined : keptResult(scenario, under);
    if (!kept) return false;
    const when = kept.startedAt.replace(/:\d\d\..*/, "").replace("T", " ");
    console.info(`${scenario.role}/${scenario.name}: kept, passed at ${when} UTC in ${kept.seconds} s`);
    this.kept.set(scenario, kept.startedAt);
    for (const phase of kept.phases) this.tell(scenario, phase);
    return true;
  }

  private tell(scenario: Scenario, result: PhaseResult): void {
    this.waiting.get(key(scenario, result.phase))?.resolve(result);
  }

  keptSince(scenario: Scenario): string | undefined {
    return this.kept.get(scenario);
  }

  /** Not where a file was edited meanwhile: nobody knows which of both was tried. */
  private async keep(scenario: Scenario, under: string, result: ScenarioResult): Promise<void> {
    if ((await this.key(scenario)) === under) keepResult(scenario, under, result);
  }

  async end(): Promise<void> {
    this.abort.abort();
    await this.all;
  }

  phase(scenario: Scenario, phase: Phase): Promise<PhaseResult> {
    return (this.waiting.get(key(scenario, phase)) as PromiseWithResolvers<PhaseResult>).promise;
  }

  /** The failure as it is printed; a stack would only lead into the runner. */
  error(scenario: Scenario, phase: PhaseResult): Error {
    const result = { role: scenario.role, scenario: scenario.name, status: "failed" as const };
    const text = failuresText({ ...result, startedAt: "", seconds: 0, hosts: {}, phases: [phase] });
    const error = new Error(text);
    error.stack = text;
    return error;
  }
}

const key = (scenario: Scenario, phase: Phase) => `${scenario.role}/${scenario.name} ${phase}`;
