import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Problem, ProblemError } from "@logstead/base";
import type { Lab } from "@logstead/lab";
import { countEvents, type Event, isTask, unitOf } from "./events.ts";
import type { Fault } from "./faults.ts";
import { type Cast, castScenario } from "./hosts.ts";
import { readJournals, unwell } from "./journal.ts";
import type { Scenario } from "./scenario.ts";
import { needs, phasesOf, type StepResult, steps } from "./steps.ts";
import type { Failure, Phase, PhaseResult, ScenarioResult } from "./types.ts";
import { makeWorkspace, type Workspace } from "./workspace.ts";

export interface RunOptions {
  lab: Lab;
  /** PATH with Molecule and Ansible; see `preconditions`. */
  path: string;
  /** Keep the run's folder also when all passed. */
  keep?: boolean;
  /** Only up to this phase; hosts are given back all the same. */
  until?: Phase;
  signal?: AbortSignal | undefined;
  onPhase?: (scenario: Scenario, result: PhaseResult) => void;
  onWait?: (scenario: Scenario, owners: string[]) => void;
}

/** Runs one scenario from new hosts to hosts given back. Failures are results; only an abort is thrown. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioResult> {
  const run = new Run(scenario, options);
  try {
    for (const phase of run.wanted()) await run.phase(phase);
  } catch (error) {
    await run.abandon();
    throw error;
  }
  return run.result();
}

class Run {
  private readonly results: PhaseResult[] = [];
  private readonly startedAt = new Date();
  private readonly begun = performance.now();
  private readonly seen: Event[] = [];
  private cast: Cast | undefined;
  private workspace: Workspace | undefined;
  private readonly missing: string | undefined;
  private readonly scenario: Scenario;
  private readonly options: RunOptions;

  constructor(scenario: Scenario, options: RunOptions) {
    this.scenario = scenario;
    this.options = options;
    this.missing = missingPrograms(scenario, options.path);
  }

  wanted(): Phase[] {
    const all = phasesOf(this.scenario);
    const last = this.options.until ? all.indexOf(this.options.until) : -1;
    return last < 0 ? all : [...all.slice(0, last + 1), "destroy"];
  }

  async phase(phase: Phase): Promise<void> {
    const begun = performance.now();
    const need = needs[phase];
    const broken = need && this.results.find((r) => r.phase === need && r.status !== "passed");
    const done = (result: Pick<PhaseResult, "status" | "counts" | "failures" | "why">) => {
      const seconds = Math.round((performance.now() - begun) / 100) / 10;
      this.results.push({ phase, seconds, ...result });
      this.options.onPhase?.(this.scenario, this.results.at(-1) as PhaseResult);
    };
    if (this.missing) return done({ status: "skipped", counts: {}, failures: [], why: this.missing });
    if (broken) return done({ status: "skipped", counts: {}, failures: [], why: `${need} did not pass` });
    const { faults, events } = await this.work(phase);
    this.seen.push(...events);
    const failures = await Promise.all(faults.map((fault) => this.explain(fault)));
    this.options.signal?.throwIfAborted();
    done({ status: failures.length > 0 ? "failed" : "passed", counts: countEvents(events), failures });
  }

  private async work(phase: Phase): Promise<StepResult> {
    const { lab, signal, path, onWait } = this.options;
    const { scenario } = this;
    if (phase === "destroy") {
      await this.end();
      return { faults: [], events: [] };
    }
    try {
      if (phase === "create") {
        this.cast = await castScenario(lab, scenario, {
          signal,
          onWait: (owners) => onWait?.(scenario, owners),
        });
        this.workspace = makeWorkspace(lab, scenario, this.cast.hosts, path);
      }
      if (!this.workspace) throw new Error(`${phase} without hosts`);
      return await steps[phase]({ scenario, workspace: this.workspace, signal });
    } catch (error) {
      if (signal?.aborted || !(error instanceof ProblemError)) throw error;
      return { faults: error.problems.map(ofProblem), events: [] };
    }
  }

  /**
   * Adds the journals of the units a failure is about. A task that only waits for a service names no
   * unit: then those count that the run has handled on that host and that are not well.
   */
  private async explain({ units, ...fault }: Fault): Promise<Failure> {
    const host = fault.instance && this.cast?.hosts.get(fault.instance)?.name;
    if (!host) return { ...fault, journals: [] };
    const { lab } = this.options;
    const wanted = units.length > 0 ? units : await unwell(lab, host, this.handled(fault.instance));
    return { ...fault, host, journals: await readJournals(lab, host, wanted) };
  }

  private handled(instance: string | undefined): string[] {
    const units = this.seen.filter(isTask).flatMap((e) => (e.host === instance ? (unitOf(e) ?? []) : []));
    return [...new Set(units)];
  }

  /** Ends a run that nobody will read a result of. */
  async abandon(): Promise<void> {
    await this.end();
    if (!this.options.keep) this.workspace?.remove();
  }

  /** Gives the hosts back; may be called again. */
  private async end(): Promise<void> {
    this.workspace?.close();
    await this.cast?.release();
  }

  result(): ScenarioResult {
    const passed = this.results.every((r) => r.status === "passed");
    const status = this.missing ? "skipped" : passed ? "passed" : "failed";
    const kept = this.workspace && (!passed || this.options.keep);
    if (this.workspace && !kept) this.workspace.remove();
    return {
      role: this.scenario.role,
      scenario: this.scenario.name,
      status,
      startedAt: this.startedAt.toISOString(),
      seconds: Math.round((performance.now() - this.begun) / 100) / 10,
      hosts: Object.fromEntries([...(this.cast?.hosts ?? [])].map(([name, host]) => [name, host.name])),
      phases: this.results,
      ...(kept && this.workspace && { folder: this.workspace.dir }),
    };
  }
}

function missingPrograms({ platforms }: Scenario, path: string): string | undefined {
  const wanted = new Set(platforms.flatMap(({ programs }) => programs));
  const there = (name: string) => path.split(delimiter).some((folder) => existsSync(join(folder, name)));
  const missing = [...wanted].filter((name) => !there(name));
  return missing.length > 0 ? `${missing.join(", ")} is not on PATH` : undefined;
}

function ofProblem({ message, got, want, fix }: Problem): Fault {
  const more = Object.entries({ got, want, fix }).flatMap(([key, text]) => (text ? [`${key}: ${text}`] : []));
  return { message: [message, ...more].join("\n"), units: [] };
}
