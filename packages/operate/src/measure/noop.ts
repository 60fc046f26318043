import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem, repoRoot } from "@logstead/base";
import { ansibleFile, type Site } from "@logstead/inventory";
import { renderedFolder, stackEnvironment } from "@logstead/stacks";
import { run } from "../hosts/ssh.ts";
import { resultsReader } from "../up/results.ts";
import { newRunFolder } from "../up/run-folder.ts";

export interface NoopTimes {
  /** Milliseconds of the site's playbook that changes nothing, and of as many tasks that only ask for a file's state. */
  playbook: number;
  stat: number;
  /** Tasks that ran on each host, on average. */
  tasks: number;
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
    let [tasks, changed] = [0, 0];
    resultsReader(results, (_, { status }) => {
      if (status !== "skipped") tasks++;
      if (status === "changed") changed++;
    }).poll();
    return { took, tasks, changed };
  };
  const hosts = Object.keys(site.hosts).length;
  await play("first", renderedFolder(site), "site.yaml");
  const noop = await play("noop", renderedFolder(site), "site.yaml");
  const tasks = Math.max(1, Math.round(noop.tasks / hosts));
  writeFileSync(join(folder, "stat.yaml"), statPlaybook(tasks));
  const stat = await play("stat", folder, "stat.yaml");
  return { playbook: noop.took, stat: stat.took, tasks, changed: noop.changed };
}

/** JSON is YAML. */
const statPlaybook = (count: number) =>
  JSON.stringify([
    {
      name: "Ask",
      hosts: "all",
      gather_facts: false,
      become: true,
      tasks: Array.from({ length: count }, (_, i) => ({
        name: `Ask ${i + 1}`,
        "ansible.builtin.stat": { path: "/etc/hosts" },
      })),
    },
  ]);
