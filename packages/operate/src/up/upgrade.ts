import { type Problem, problem } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import type { Change, Unit } from "@logstead/stacks";

/** Programs whose version changes on hosts that have them already, and the units that bring the new one. */
export interface Upgrade {
  programs: { name: string; from: string; to: string }[];
  /** Host by host, Loki's first: the others' lines are looked for there. */
  hosts: { host: string; units: string[] }[];
}

/** The actions on a host during its upgrade. */
export interface UpgradeSteps {
  /** Applies units; returns what failed. */
  apply(units: string[]): Promise<Problem[]>;
  /** Re-applies the last applied tree to units; returns what failed. */
  back(units: string[]): Promise<Problem[]>;
  /** Problems with lines that do not arrive as predicted. */
  probe(host: string): Promise<Problem[]>;
}

/** Components that bring a program, by the program. */
const bring: Record<string, readonly string[]> = {
  loki: ["loki"],
  promtail: ["promtail", "loki"],
  alloy: ["alloy", "loki"],
  detector: ["detector"],
};

/** What a run upgrades; undefined where no version of an applied program changes. */
export function upgradeOf(
  site: Site,
  before: Record<string, string>,
  now: Record<string, string>,
  changes: Change[],
  units: Unit[],
): Upgrade | undefined {
  const programs = Object.entries(now).flatMap(([name, to]) => {
    const from = before[name];
    return from !== undefined && from !== to ? [{ name, from, to }] : [];
  });
  const components = new Set(programs.flatMap(({ name }) => bring[name] ?? []));
  const replaced = new Set(changes.filter(({ op }) => op === "replace").map(({ name }) => name));
  const concerned = units.filter(({ name, component }) => components.has(component) && replaced.has(name));
  if (concerned.length === 0) return undefined;
  const first = site.derived.lokiHost;
  const hosts = [...Map.groupBy(concerned, ({ host }) => host)]
    .map(([host, upgrades]) => ({ host, units: upgrades.map(({ name }) => name) }))
    .sort((a, b) => Number(b.host === first) - Number(a.host === first));
  return { programs, hosts };
}

/**
 * Upgrades one host after the other. Where a host's lines do not arrive afterwards it is taken back, and the
 * others are not touched: a new version that does not work is met on one host only.
 */
export async function upgradeHosts({ programs, hosts }: Upgrade, steps: UpgradeSteps): Promise<Problem[]> {
  for (const [i, { host, units }] of hosts.entries()) {
    const failed = await steps.apply(units);
    // a failing role has already rolled back
    if (failed.length > 0) return failed;
    const lost = await steps.probe(host);
    if (lost.length === 0) continue;
    const not = await steps.back(units);
    const versions = programs.map(({ name, from, to }) => `${name} ${to} back to ${from}`).join(", ");
    const left = hosts.slice(i + 1).map((step) => step.host);
    const told = problem(
      not.length > 0 ? "upgrade-not-taken-back" : "upgrade-taken-back",
      not.length > 0
        ? `${host}: its lines do not arrive with the new version, and it could not be taken back`
        : `${host} was taken from ${versions}: its lines did not arrive`,
      {
        path: `hosts.${host}`,
        got: lost.map(({ message, got }) => `${message}: ${got ?? ""}`).join("\n        "),
        fix: `name the old version in the inventory, or another one${left.length > 0 ? `; not upgraded: ${left.join(", ")}` : ""}`,
      },
    );
    return [told, ...not];
  }
  return [];
}
