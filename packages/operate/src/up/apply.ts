import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExitCode, type Problem, ProblemError, problem } from "@logstead/base";
import { ansibleFile, type Site } from "@logstead/inventory";
import {
  appliedFolder,
  type Change,
  renderedFolder,
  SiteStack,
  type StackEvent,
  type Unit,
  unitsOf,
  versionsOf,
} from "@logstead/stacks";
import type { RenderedTree } from "@logstead/templates";
import type { OnProgress } from "@logstead/tools";
import { unitProblem } from "./failures.ts";
import { driftedUnits, repair } from "./repair.ts";
import { resultsReader, type TaskResult } from "./results.ts";
import { newRunFolder } from "./run-folder.ts";
import { type OnUp, step } from "./steps.ts";
import { upgradeHosts, upgradeOf } from "./upgrade.ts";

export interface ApplyOptions {
  on: OnUp;
  /** Components or roles; what they need is applied with them. */
  only?: string[] | undefined;
  /** Asked when something is to be taken off hosts; data stays there. */
  confirmLeaving(units: string[]): Promise<boolean>;
  /** What of a host's lines does not arrive; asked after each host of an upgrade, which is taken back then. */
  probe?: ((host: string) => Promise<Problem[]>) | undefined;
  onTool?: OnProgress | undefined;
}

export interface Applied {
  /** What Pulumi found to do, without what stays the same. */
  changes: Change[];
  unchanged: number;
  /** Units that were on their hosts no more as they had been applied, and are again. */
  repaired: string[];
  /** What could not be applied; the rest was. */
  problems: Problem[];
  /** Logs and results of the playbooks. */
  run: string;
}

/** Two playbooks for each processor core of this machine would only wait for one another. */
const parallel = 4;

/** Applies a written tree: what Pulumi finds changed, by Ansible, on the hosts it is about. */
export async function apply(site: Site, tree: RenderedTree, options: ApplyOptions): Promise<Applied> {
  const { on } = options;
  const run = newRunFolder(site.environment);
  const inventory = join(run, "inventory.json");
  writeFileSync(inventory, JSON.stringify(ansibleFile(site)));
  const plan = await step("plan", on, () => planned(site, tree, options, { run, inventory }), planText);
  const { stack, changes, units, chosen, drifted } = plan;
  const wanted = changes.filter(({ op }) => op !== "same");
  const result: Applied = {
    changes: wanted,
    unchanged: changes.length - wanted.length,
    repaired: drifted.map(({ name }) => name),
    problems: [],
    run,
  };
  const leaving = [...leavingUnits(wanted), ...leavingSources(site, plan.before)];
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

interface Plan {
  stack: SiteStack;
  /** The stack's outputs as its last run left them. */
  before: { versions?: Record<string, string>; sources?: Record<string, string[]> };
  changes: Change[];
  units: Unit[];
  /** The names of the resources that were chosen; undefined for all. */
  chosen: string[] | undefined;
  /** Applied, and on their hosts not as they were applied. */
  drifted: Unit[];
}

async function planned(
  site: Site,
  tree: RenderedTree,
  options: ApplyOptions,
  { run, inventory }: { run: string; inventory: string },
): Promise<Plan> {
  const units = unitsOf(site, tree);
  const chosen = options.only && withNeeds(site, units, options.only);
  const stack = await SiteStack.open(site, {
    onProgress: options.onTool,
    variables: { LOGSTEAD_RUN: run, ANSIBLE_INVENTORY: inventory },
  });
  const outputs = await stack.outputs();
  const changes = await stack.preview({ only: chosen });
  const same = new Set(changes.flatMap(({ name, op }) => (op === "same" ? [name] : [])));
  const drifted = await driftedUnits(
    site,
    units.filter(({ name }) => same.has(name)),
    tree,
  );
  const before = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  return { stack, before, changes, units, chosen, drifted };
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

function leavingUnits(wanted: Change[]): string[] {
  const ending = "-leaves";
  return wanted
    .filter(({ name, op }) => op === "delete" && name.endsWith(ending))
    .map(({ name }) => name.slice(0, -ending.length))
    .sort();
}

/** Sources that hosts have no more, of hosts that stay. */
function leavingSources(site: Site, { sources = {} }: Plan["before"]): string[] {
  return Object.entries(sources).flatMap(([name, before]) => {
    const now = site.hosts[name]?.derived.sources.map((one) => one.name);
    return now ? before.filter((one) => !now.includes(one)).map((one) => `source ${one} of ${name}`) : [];
  });
}

async function applyUnits(
  site: Site,
  units: Unit[],
  stack: SiteStack,
  { on, only }: ApplyOptions,
  run: string,
): Promise<Problem[]> {
  const failed = new Map<string, { task?: TaskResult; said: string }>();
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
    // a task that failed in a unit that ended well was rescued there
    if (said === "" && task === undefined) return [];
    const unit = units.find((one) => one.name === name) ?? leavingUnit(name);
    return [unitProblem(site, unit, task, said, join(run, `${name}.log`))];
  });
}

function leavingUnit(name: string) {
  const plain = name.replace(/-leaves$/, "");
  const [component = "", ...host] = plain.split("-");
  return { name, component, host: host.join("-") };
}

/** Resources of some components or roles, with everything they need and their own way off the host. */
function withNeeds(site: Site, units: Unit[], only: string[]): string[] {
  const fits = (unit: Unit) =>
    only.includes(unit.component) ||
    (only.includes("agent") && ["promtail", "alloy"].includes(unit.component));
  const known = new Set([...units.map(({ component }) => component), "agent"]);
  const unknown = only.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new ProblemError(
      problem("no-such-role", `'${site.environment}' has nothing that is called ${unknown.join(", ")}`, {
        got: unknown.join(", "),
        want: `of: ${[...known].join(", ")}`,
      }),
      ExitCode.usage,
    );
  const taken = new Set<string>();
  const take = (name: string) => {
    if (taken.has(name)) return;
    taken.add(name);
    for (const before of units.find((unit) => unit.name === name)?.after ?? []) take(before);
  };
  for (const unit of units.filter(fits)) take(unit.name);
  return [...taken].flatMap((name) => [name, `${name}-leaves`]);
}

function planText({ changes, drifted }: Plan): string {
  const count = (...ops: Change["op"][]) => changes.filter(({ op }) => ops.includes(op)).length;
  const parts = [
    [count("create", "replace", "update"), "to apply"],
    [count("delete"), "to take off"],
    [drifted.length, "to repair"],
    [count("same") - drifted.length, "unchanged"],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`)
    .join(", ");
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
