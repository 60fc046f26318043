import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Problem, repoRoot } from "@logstead/base";
import type { TaskEvent } from "@logstead/base/ansible-events";
import { run } from "@logstead/base/process";
import type { Site, SiteHost } from "@logstead/inventory";
import { leavingOf, stackEnvironment, type Unit } from "@logstead/stacks";
import { components, type RenderedTree } from "@logstead/templates";
import { lookAt } from "../hosts/look.ts";
import { unitProblem } from "./failures.ts";
import { resultsReader } from "./results.ts";
import type { OnUp } from "./steps.ts";

/** Units that have drifted: a file was edited, a service stopped. */
export async function driftedUnits(site: Site, units: Unit[], tree: RenderedTree): Promise<Unit[]> {
  const contents = new Map(leavingOf(site, tree).map((content) => [content.name, content]));
  const hosts = [...Map.groupBy(units, ({ host }) => host)];
  const found = await Promise.all(
    hosts.map(async ([name, own]) => {
      const host = site.hosts[name] as SiteHost;
      const all = own.flatMap((unit) => contents.get(unit.name) ?? []);
      const services = all.flatMap((content) => content.services.filter(runsAlways));
      const looked = await lookAt(host, { units: services, files: all.flatMap(({ files }) => files) });
      // an unreachable host is reported when something is applied to it
      if ("code" in looked) return [];
      return own.filter((unit) => {
        const { files = [], services: its = [] } = contents.get(unit.name) ?? {};
        const differs = (path: string) => looked.files[path] !== tree.hashes.get(`hosts/${name}${path}`);
        return (
          files.some(differs) ||
          its.some((service) => runsAlways(service) && looked.units[service] !== "active")
        );
      });
    }),
  );
  return found.flat();
}

/** The services of the components themselves; helpers come and go. */
const runsAlways = (service: string) => components.some(({ program }) => program?.unit === service);

/** Re-runs the playbooks of drifted units; Pulumi sees no change in its inputs and would not. */
export async function repair(
  site: Site,
  units: Unit[],
  options: { on: OnUp; run: string; rendered: string; inventory: string },
): Promise<Problem[]> {
  const { variables } = await stackEnvironment(site);
  const problems: Problem[] = [];
  for (const unit of units) {
    const folder = join(options.run, "repair");
    mkdirSync(folder, { recursive: true });
    const failed: TaskEvent[] = [];
    const reader = resultsReader(folder, (_, result) => {
      if (result.status === "failed" || result.status === "unreachable") failed.push(result);
    });
    options.on({ kind: "unit", unit: unit.name, status: "started" });
    const env = {
      ...process.env,
      ...variables,
      ANSIBLE_INVENTORY: options.inventory,
      LOGSTEAD_RENDERED: options.rendered,
      LOGSTEAD_PLAYBOOK: unit.playbook,
      LOGSTEAD_HOSTS: unit.host,
      LOGSTEAD_UNIT: unit.name,
      LOGSTEAD_RUN: folder,
    };
    const ran = await run(join(repoRoot, "ansible/play"), [], { env });
    reader.poll();
    if (ran.code !== 0)
      problems.push(unitProblem(site, unit, failed.at(-1), ran.stderr, join(folder, `${unit.name}.log`)));
    options.on({ kind: "unit", unit: unit.name, status: ran.code === 0 ? "done" : "failed" });
  }
  return problems;
}
