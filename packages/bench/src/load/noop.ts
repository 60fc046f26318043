import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem, repoRoot } from "@logstead/base";
import type { TaskEvent } from "@logstead/base/ansible-events";
import { run } from "@logstead/base/process";
import { ansibleFile, type Site } from "@logstead/inventory";
import { newRunFolder, resultsReader } from "@logstead/operate/parts";
import { renderedFolder, stackEnvironment } from "@logstead/stacks";

export interface NoopTimes {
  /** Milliseconds of the site's playbook that changes nothing, and of as many tasks that only ask for a file's state. */
  playbook: number;
  stat: number;
  /** Tasks that ran, by host. */
  tasks: Record<string, number>;
  changed: number;
}

/** The whole site's playbook where nothing is to be changed, beside equally many `stat` tasks on the same hosts. */
export async function measureNoop(site: Site): Promise<NoopTimes> {
  const folder = newRunFolder(site.environment);
  const { variables } = await stackEnvironment(site);
  const inventory = join(folder, "inventory.json");
  writeFileSync(inventory, JSON.stringify(ansibleFile(site)));
  const play = async (name: string, rendered: string, playbook: string) => {
    const results = join(folder, name);
    mkdirSync(results);
    const env = {
      ...process.env,
      ...variables,
      ANSIBLE_INVENTORY: inventory,
      LOGSTEAD_RENDERED: rendered,
      LOGSTEAD_PLAYBOOK: playbook,
      LOGSTEAD_HOSTS: "all",
      LOGSTEAD_UNIT: name,
      LOGSTEAD_RUN: results,
    };
    const started = performance.now();
    const ran = await run(join(repoRoot, "ansible/play"), [], { env });
    const took = performance.now() - started;
    if (ran.code !== 0)
      throw new ProblemError(
        problem("measure-playbook", `${playbook} failed`, { got: ran.stderr.slice(-1500) }),
      );
    const done: TaskEvent[] = [];
    resultsReader(results, (_, result) => {
      if (result.status !== "skipped") done.push(result);
    }).poll();
    return { took, done };
  };
  await play("first", renderedFolder(site), "site.yaml");
  const noop = await play("noop", renderedFolder(site), "site.yaml");
  writeFileSync(join(folder, "stat.yaml"), statPlaybook(noop.done));
  const stat = await play("stat", folder, "stat.yaml");
  const tasks: Record<string, number> = {};
  for (const { host } of noop.done) tasks[host] = (tasks[host] ?? 0) + 1;
  const changed = noop.done.filter(({ status }) => status === "changed").length;
  return { playbook: noop.took, stat: stat.took, tasks, changed };
}

/**
 * A `stat` in the place of each task that ran, on the hosts where it ran and in the same order: a host that has
 * more to do than the others has it there, too. JSON is YAML.
 */
export function statPlaybook(done: Pick<TaskEvent, "host" | "task" | "path">[]): string {
  const tasks: { of: string; hosts: string[] }[] = [];
  for (const { host, task, path } of done) {
    const last = tasks.at(-1);
    const of = `${path} ${task}`;
    if (last?.of === of && !last.hosts.includes(host)) last.hosts.push(host);
    else tasks.push({ of, hosts: [host] });
  }
  const plays: { hosts: string; count: number }[] = [];
  for (const { hosts: names } of tasks) {
    const hosts = names.sort().join(",");
    const last = plays.at(-1);
    if (last?.hosts === hosts) last.count++;
    else plays.push({ hosts, count: 1 });
  }
  const stat = { name: "Ask", "ansible.builtin.stat": { path: "/etc/hosts" } };
  return JSON.stringify(
    plays.map(({ hosts, count }) => ({
      ...{ name: "Ask", hosts, gather_facts: false, become: true },
      tasks: Array.from({ length: count }, () => stat),
    })),
  );
}
