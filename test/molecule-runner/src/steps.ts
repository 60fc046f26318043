import { join } from "node:path";
import { type Event, isTask, isTest, readEvents } from "./events.ts";
import { changed, type Fault, failed, unexplained } from "./faults.ts";
import { runProgram } from "./program.ts";
import type { Scenario } from "./scenario.ts";
import type { Phase } from "./types.ts";
import type { Verifier, Workspace } from "./workspace.ts";

export interface Step {
  scenario: Scenario;
  workspace: Workspace;
  signal?: AbortSignal | undefined;
}

/** What a phase found wrong, and everything its tasks and tests reported. */
export interface StepResult {
  faults: Fault[];
  events: Event[];
}

/** One subcommand of the real Molecule. */
async function molecule(step: Step, phase: Phase, command: string, verifier: Verifier): Promise<StepResult> {
  const { scenario, workspace } = step;
  const code = await runProgram({
    program: "molecule",
    args: ["--base-config", workspace.base(verifier), command, "--scenario-name", scenario.name],
    cwd: scenario.roleDir,
    env: workspace.env(phase),
    log: workspace.log(phase),
    signal: step.signal,
  });
  return ended(step, phase, `molecule ${command}`, code);
}

/** Ansible alone, with what Molecule has prepared, in check mode. */
async function check(step: Step, phase: Phase): Promise<StepResult> {
  const { scenario, workspace } = step;
  const code = await runProgram({
    program: "ansible-playbook",
    args: [
      ...["--check", "--diff", "--inventory", workspace.inventory],
      // as Molecule does in every phase but those that test idempotence
      ...[
        "--skip-tags",
        `molecule-notest,notest${phase === "check-converged" ? ",molecule-idempotence-notest" : ""}`,
      ],
      join(scenario.dir, "converge.yml"),
    ],
    cwd: scenario.roleDir,
    env: {
      ...workspace.env(phase),
      ...scenario.env,
      ANSIBLE_CONFIG: join(workspace.ephemeral, "ansible.cfg"),
      MOLECULE_FILE: join(workspace.ephemeral, "molecule.yml"),
      MOLECULE_SCENARIO_NAME: scenario.name,
      MOLECULE_SCENARIO_DIRECTORY: scenario.dir,
      MOLECULE_PROJECT_DIRECTORY: scenario.roleDir,
    },
    log: workspace.log(phase),
    signal: step.signal,
  });
  return ended(step, phase, "ansible-playbook --check", code);
}

function ended({ workspace }: Step, phase: Phase, program: string, code: number): StepResult {
  const events = [...readEvents(workspace.results(phase)), ...readEvents(workspace.tests(phase))];
  if (code === 0) return { faults: [], events };
  const found = failed(events);
  return { faults: found.length > 0 ? found : [unexplained(program, code, workspace.log(phase))], events };
}

/** A second run, by whichever program, may not say `changed`. */
function unchanged(result: StepResult, why: string): StepResult {
  const found = changed(result.events, why);
  const stopped = failed(result.events);
  if (found.length === 0 && stopped.length === 0) return result;
  return { ...result, faults: [...stopped, ...found] };
}

/** Molecule runs one verifier; a scenario that has files for both is verified by both. */
async function verify(step: Step, phase: Phase): Promise<StepResult> {
  const { tests, verify: playbook } = step.scenario.has;
  const results: StepResult = { faults: [], events: [] };
  for (const verifier of [
    ...(tests ? ["testinfra" as const] : []),
    ...(playbook ? ["ansible" as const] : []),
  ]) {
    const { faults, events } = await molecule(step, phase, "verify", verifier);
    results.faults.push(...faults);
    results.events = events;
    if (faults.length > 0) break;
  }
  if (results.faults.length > 0 || results.events.some((e) => isTest(e) || isTask(e))) return results;
  // Molecule calls it a success when there was nothing to run
  return { ...results, faults: [{ message: "no test and no task ran", units: [] }] };
}

const verifierOf = (scenario: Scenario): Verifier => (scenario.has.tests ? "testinfra" : "ansible");

/** What runs in each phase; `create` and `destroy` also take and give back hosts, see `run.ts`. */
export const steps: Record<Exclude<Phase, "destroy">, (step: Step) => Promise<StepResult>> = {
  create: (step) => molecule(step, "create", "create", verifierOf(step.scenario)),
  "check-virgin": (step) => check(step, "check-virgin"),
  converge: (step) => molecule(step, "converge", "converge", verifierOf(step.scenario)),
  idempotence: async (step) =>
    unchanged(
      await molecule(step, "idempotence", "idempotence", verifierOf(step.scenario)),
      "changed something in a second run",
    ),
  "check-converged": async (step) =>
    unchanged(await check(step, "check-converged"), "would change something on a converged host"),
  verify: (step) => verify(step, "verify"),
  "side-effect": (step) => molecule(step, "side-effect", "side-effect", verifierOf(step.scenario)),
  "verify-again": (step) => verify(step, "verify-again"),
  cleanup: (step) => molecule(step, "cleanup", "cleanup", verifierOf(step.scenario)),
};

/** The phases a scenario has files for, in order. */
export function phasesOf({ has }: Scenario): Phase[] {
  const verified = has.verify || has.tests;
  return [
    "create",
    "check-virgin",
    "converge",
    "idempotence",
    "check-converged",
    ...(verified ? (["verify"] as const) : []),
    ...(has.sideEffect ? (["side-effect"] as const) : []),
    ...(has.sideEffect && verified ? (["verify-again"] as const) : []),
    ...(has.cleanup ? (["cleanup"] as const) : []),
    "destroy",
  ];
}

/** What must have passed for a phase to mean anything. */
export const needs: Partial<Record<Phase, Phase>> = {
  "check-virgin": "create",
  converge: "create",
  idempotence: "converge",
  "check-converged": "converge",
  verify: "converge",
  "side-effect": "converge",
  "verify-again": "side-effect",
  cleanup: "create",
};
