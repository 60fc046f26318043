import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem, repoRoot } from "@logstead/base";
import type { TaskEvent } from "@logstead/base/ansible-events";
import { run } from "@logstead/base/process";
import { ansibleFile, type Site } from "@logstead/inventory";
import { stackEnvironment, type Unit } from "@logstead/stacks";
import { maskText } from "@logstead/templates";
import { failure, onHost } from "../hosts/ssh.ts";
import { resultsReader, saidBy } from "../up/results.ts";

export interface HostCheck {
  host: string;
  /** Undefined where the host answers; else why it does not. */
  unreachable?: string;
  /** What would change there. */
  tasks: { component: string; task: string; diff: string }[];
  /** What cannot even be checked, such as a port that is taken. */
  failed: { component: string; task: string; said: string }[];
}

interface CheckOptions {
  folder: string;
  rendered: string;
  /** Only these; all by default. */
  hosts?: string[] | undefined;
  onProgress?: ((text: string) => void) | undefined;
}

/** `ansible-playbook --check --diff` of every playbook on the hosts that answer; throws where none does. */
export async function checkHosts(site: Site, units: Unit[], options: CheckOptions): Promise<HostCheck[]> {
  const asked = Object.values(site.hosts).filter(({ name }) => options.hosts?.includes(name) ?? true);
  const checks = await Promise.all(
    asked.map(async (host): Promise<HostCheck> => {
      const ran = await onHost(host, "true");
      const why = ran.code === 0 ? undefined : failure(host, "looking whether it answers", ran).message;
      return { host: host.name, ...(why && { unreachable: why }), tasks: [], failed: [] };
    }),
  );
  const there = checks.filter(({ unreachable }) => unreachable === undefined);
  if (there.length === 0)
    throw new ProblemError(
      problem("no-host-reachable", "no host can be reached from here", {
        fix: "run it where the hosts' network is reached",
      }),
    );
  const { variables } = await stackEnvironment(site);
  const inventory = join(options.folder, "inventory.json");
  writeFileSync(inventory, JSON.stringify(ansibleFile(site)));
  for (const [playbook, played] of Map.groupBy(units, (unit) => unit.playbook)) {
    const hosts = played.map(({ host }) => host).filter((name) => there.some(({ host }) => host === name));
    const component = played[0]?.component ?? playbook;
    if (hosts.length === 0) continue;
    options.onProgress?.(`asking the hosts: ${component}`);
    const results = join(options.folder, `check-${component}`);
    mkdirSync(results);
    const env = {
      ...process.env,
      ...variables,
      LOGSTEAD_UNIT: component,
      LOGSTEAD_PLAYBOOK: playbook,
      LOGSTEAD_HOSTS: hosts.join(","),
      LOGSTEAD_RENDERED: options.rendered,
      LOGSTEAD_RUN: results,
      ANSIBLE_INVENTORY: inventory,
    };
    await run(join(repoRoot, "ansible/play"), ["--check", "--diff"], { env });
    resultsReader(results, (_, result) => take(checks, component, result)).poll();
  }
  return checks;
}

function take(checks: HostCheck[], component: string, result: TaskEvent & { diff?: Diff[] }): void {
  const check = checks.find(({ host }) => host === result.host);
  const { task } = result;
  if (result.status === "changed")
    check?.tasks.push({ component, task, diff: (result.diff ?? []).map(diffText).join("").trimEnd() });
  if (result.status === "failed" || result.status === "unreachable")
    check?.failed.push({ component, task, said: maskText(saidBy(result)) });
}

interface Diff {
  before?: unknown;
  after?: unknown;
  before_header?: string;
  after_header?: string;
  prepared?: string;
}

/** What a module says of a change, short and with secrets masked. */
function diffText({ before, after, before_header, after_header, prepared }: Diff): string {
  if (prepared !== undefined) return `${maskText(prepared)}\n`;
  const name = after_header ?? before_header ?? "";
  const [was, is] = [before, after].map((text) => lines(text));
  const gone = was?.filter((line) => !is?.includes(line)).map((line) => `- ${line}`) ?? [];
  const come = is?.filter((line) => !was?.includes(line)).map((line) => `+ ${line}`) ?? [];
  return maskText([name, ...gone, ...come].filter((line) => line !== "").join("\n")).concat("\n");
}

const lines = (value: unknown): string[] =>
  (typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value))
    .split("\n")
    .filter((line) => line !== "");
