import { ExitCode, ProblemError, problem } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import { type Change, SiteStack, type Unit, unitsOf } from "@logstead/stacks";
import type { RenderedTree } from "@logstead/templates";
import type { OnProgress } from "@logstead/tools";
import { driftedUnits } from "./repair.ts";

/** What a run will do, before it does anything. */
export interface Plan {
  stack: SiteStack;
  /** The stack's outputs as its last run left them. */
  before: { versions?: Record<string, string>; sources?: Record<string, string[]> };
  changes: Change[];
  units: Unit[];
  /** The names of the resources that were chosen; undefined for all. */
  chosen: string[] | undefined;
  /** Units that have drifted. */
  drifted: Unit[];
}

/** Asks Pulumi what differs from what was applied, and the hosts what differs from that. */
export async function planned(
  site: Site,
  tree: RenderedTree,
  options: { only?: string[] | undefined; onTool?: OnProgress | undefined },
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

/** What the plan would take off hosts: units, and sources of hosts that stay. */
export const leavingOfPlan = (site: Site, { changes, before }: Plan): string[] => [
  ...leavingUnits(changes),
  ...leavingSources(site, before),
];

function leavingUnits(wanted: Change[]): string[] {
  const ending = "-leaves";
  return wanted
    .filter(({ name, op }) => op === "delete" && name.endsWith(ending))
    .map(({ name }) => name.slice(0, -ending.length))
    .sort();
}

/** Sources removed from hosts that stay. */
function leavingSources(site: Site, { sources = {} }: Plan["before"]): string[] {
  return Object.entries(sources).flatMap(([name, before]) => {
    const now = site.hosts[name]?.derived.sources.map((source) => source.name);
    return now
      ? before.filter((source) => !now.includes(source)).map((source) => `source ${source} of ${name}`)
      : [];
  });
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

/** For the line of the step. */
export function planText({ changes, drifted }: Plan): string {
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
