import type { Lab } from "@logstead/lab";
import { findScenarios, type Phase, preconditions, type Scenario } from "@logstead/molecule-runner";
import {
  type Cast,
  castScenario,
  makeWorkspace,
  runProgram,
  runScenario,
} from "@logstead/molecule-runner/parts";

/** Durations in milliseconds. */
export interface MoleculeBench {
  /** `ansible -m ping` to four hosts, with no connection open. */
  roundTrip: number;
  /** The sample role's default scenario, end to end. */
  scenario: number;
  phases: Partial<Record<Phase, number>>;
}

/** Measures on a lab that is up. */
export async function benchMolecule(labName?: string): Promise<MoleculeBench> {
  const { lab, path } = await preconditions(labName);
  const [scenario] = findScenarios("greeting/default") as [Scenario];
  const roundTrip = await benchRoundTrip(lab, path, scenario);
  const result = await runScenario(scenario, { lab, path });
  return {
    roundTrip,
    scenario: Math.round(result.seconds * 1000),
    phases: Object.fromEntries(result.phases.map((p) => [p.phase, Math.round(p.seconds * 1000)])),
  };
}

async function benchRoundTrip(lab: Lab, path: string, sample: Scenario): Promise<number> {
  const platforms = [1, 2, 3, 4].map((n) => ({ name: `host${n}`, labRoles: [], programs: [] }));
  const scenario: Scenario = { ...sample, name: "round-trip", platforms };
  const cast: Cast = await castScenario(lab, scenario);
  const workspace = makeWorkspace(lab, scenario, cast.hosts, path);
  try {
    const begun = performance.now();
    const code = await runProgram({
      program: "ansible",
      args: ["all", "--inventory", workspace.inventory, "--module-name", "ansible.builtin.ping"],
      cwd: workspace.dir,
      env: workspace.env("converge"),
      log: workspace.log("converge"),
    });
    if (code !== 0) throw new Error(`ansible ended with ${code}; see ${workspace.log("converge")}`);
    return Math.round(performance.now() - begun);
  } finally {
    workspace.remove();
    await cast.release();
  }
}
