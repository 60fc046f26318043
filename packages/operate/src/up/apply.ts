import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExitCode, type Problem, ProblemError, problem } from "@logstead/base";
import type { TaskEvent } from "@logstead/base/ansible-events";
import { ansibleFile, type Site } from "@logstead/inventory";
import {
  appliedFolder,
  type Change,
  renderedFolder,
  SiteStack,
  type StackEvent,
  type Unit,
  versionsOf,
} from "@logstead/stacks";
import type { RenderedTree } from "@logstead/templates";
import type { OnProgress } from "@logstead/tools";
import { unitProblem } from "./failures.ts";
import { leavingOfPlan, planned, planText } from "./plan.ts";
import { repair } from "./repair.ts";
import { resultsReader } from "./results.ts";
import { newRunFolder } from "./run-folder.ts";
import { type OnUp, step, toolProgress } from "./steps.ts";
import { upgradeHosts, upgradeOf } from "./upgrade.ts";

export interface ApplyOptions {
  on: OnUp;
  /** Components or roles; what they need is applied with them. */
  only?: string[] | undefined;
  /** Asked when something is to be taken off hosts; data stays there. */
  confirmLeaving(units: string[]): Promise<boolean>;
  /** Problems with a host's lines, asked after each host of an upgrade; any takes the upgrade back. */
  probe?: ((host: string) => Promise<Problem[]>) | undefined;
  onTool?: OnProgress | undefined;
}

export interface Applied {
  /** What Pulumi found to do, without what stays the same. */
  changes: Change[];
  unchanged: number;
  /** Units that had drifted and were re-applied. */
  repaired: string[];
  /** What could not be applied; the rest was. */
  problems: Problem[];
  /** Logs and results of the playbooks. */
  run: string;
}

/** Two playbooks per core would only wait for each other. */
const parallel = 4;

/** Applies a written tree: what Pulumi finds changed, by Ansible, on the hosts it is about. */
export async function apply(site: Site, tree: RenderedTree, options: ApplyOptions): Promise<Applied> {
  const { on } = options;
  const run = newRunFolder(site.environment);
  const inventory = join(run, "inventory.json");
  writeFileSync(inventory, JSON.stringify(ansibleFile(site)));
  const plan = await step(
    "plan",
    on,
    () =>
      planned(
        site,
        tree,
        { ...options, onTool: options.onTool ?? toolProgress("plan", on) },
        { run, inventory },
      ),
    planText,
  );
  const { stack, changes, units, chosen, drifted } = plan;
  const wanted = changes.filter(({ op }) => op !== "same");
  const result: Applied = {
    changes: wanted,
    unchanged: changes.length - wanted.length,
    repaired: drifted.map(({ name }) => name),
    problems: [],
    run,
  };
  const leaving = leavingOfPlan(site, plan);
  if (leaving.length > 0 && !(await options.confirmLeaving(leaving)))
    throw new ProblemError(notConfirmed(site, leaving), ExitCode.pending);
  if (wanted.length === 0 && drifted.length === 0) {
    on({ kind: "step", step: "apply", status: "skipped", detail: "nothing changed" });
    return result;
  }
  const doing = [...wanted.flatMap(({ name }) => units.find((unit) => unit.name === name) ?? []), ...drifted];
  on({ kind: "units", units: doing.map(({ name, component, host }) => ({ name, component, host })) });
  on({ kind: "step", step: "apply", status: "started" });
  const upgrade = upgradeOf(site, plan.before.versions ?? {}, versionsOf(site), wanted, units);
  if (upgrade)
    result.problems = await upgradeHosts(upgrade, {
      apply: (only) => applyUnits(site, units, stack, { ...options, only }, run),
      back: (only) => takeBack(site, units, { ...options, only }, run, inventory),
      probe: async (host) => (await options.probe?.(host)) ?? [],
    });
  if (result.problems.length === 0 && wanted.length > 0)
    result.problems = await applyUnits(site, units, stack, { ...options, only: chosen }, run);
  const rendered = renderedFolder(site);
  result.problems.push(...(await repair(site, drifted, { on, run, rendered, inventory })));
  on({
    kind: "step",
    step: "apply",
    status: result.problems.length > 0 ? "failed" : "done",
    detail: `${doing.length} of ${units.length} units`,
  });
  return result;
}

/** Applies what was applied before, as it was kept: the old tree names the old versions. */
async function takeBack(
  site: Site,
  units: Unit[],
  options: ApplyOptions,
  run: string,
  inventory: string,
): Promise<Problem[]> {
  const before = join(run, "before");
  const stack = await SiteStack.open(site, {
    variables: {
      LOGSTEAD_RUN: before,
      ANSIBLE_INVENTORY: inventory,
      LOGSTEAD_RENDERED: appliedFolder(site.environment),
    },
  });
  return applyUnits(site, units, stack, options, before);
}

async function applyUnits(
  site: Site,
  units: Unit[],
  stack: SiteStack,
  { on, only }: ApplyOptions,
  run: string,
): Promise<Problem[]> {
  const failed = new Map<string, { task?: TaskEvent; said: string }>();
  const reader = resultsReader(run, (unit, result) => {
    if (result.status === "failed" || result.status === "unreachable")
      failed.set(unit, { task: result, said: failed.get(unit)?.said ?? "" });
    else if (result.status !== "skipped") on({ kind: "unit", unit, status: "task", detail: result.task });
  });
  const timer = setInterval(() => reader.poll(), 200);
  const onEvent = (event: StackEvent) => {
    if (!units.some(({ name }) => name === event.name)) {
      if (event.kind === "failed") failed.set(event.name, { said: event.message });
      return;
    }
    if (event.kind === "failed") {
      reader.poll();
      failed.set(event.name, { ...failed.get(event.name), said: event.message });
      on({ kind: "unit", unit: event.name, status: "failed" });
    } else if (event.kind !== "planned" && event.op !== "same")
      on({ kind: "unit", unit: event.name, status: event.kind });
  };
  try {
    await stack.up({ only, onEvent, parallel });
  } finally {
    clearInterval(timer);
    reader.poll();
  }
  return [...failed].flatMap(([name, { task, said }]) => {
    // a failed task in a unit that succeeded was rescued
    if (said === "" && task === undefined) return [];
    const unit = units.find((unit) => unit.name === name) ?? leavingUnit(name);
    return [unitProblem(site, unit, task, said, join(run, `${name}.log`))];
  });
}

function leavingUnit(name: string) {
  const plain = name.replace(/-leaves$/, "");
  const [component = "", ...host] = plain.split("-");
  return { name, component, host: host.join("-") };
}

const notConfirmed = (site: Site, units: string[]) =>
  problem(
    "leaving-not-confirmed",
    "Something left the inventory and would be taken off its host; its data would stay.",
    {
      got: units.join(", "),
      fix: `./logstead up --env ${site.environment} --yes   or put it back into the inventory`,
    },
  );
