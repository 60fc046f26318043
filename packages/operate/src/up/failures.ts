import { type Problem, problem } from "@logstead/base";
import type { TaskEvent } from "@logstead/base/ansible-events";
import type { Site } from "@logstead/inventory";
import type { Unit } from "@logstead/stacks";
import { knownFix } from "../hosts/problems.ts";
import { saidBy } from "./results.ts";

/** A unit that could not be applied: which host, which task, what it said and what to do about it. */
export function unitProblem(
  site: Site,
  unit: Pick<Unit, "name" | "component" | "host">,
  failed: TaskEvent | undefined,
  said: string,
  log: string,
): Problem {
  const host = site.hosts[unit.host];
  const text = failed ? saidBy(failed) : withoutNoise(said);
  const about = host && knownFix(host, text, failed !== undefined && failed.status !== "unreachable");
  const task = failed ? `task '${failed.task}'` : "its playbook";
  const message =
    failed?.status === "unreachable"
      ? `${unit.host}: ${unit.component} was not applied, the host does not answer`
      : `${unit.host}: ${unit.component} was not applied, ${task} failed`;
  const fallback =
    failed?.status === "unreachable"
      ? `./logstead bootstrap ${unit.host} --env ${site.environment}`
      : `see ${log}; after the cause is gone, the same command continues`;
  return problem(
    about?.code ?? (failed?.status === "unreachable" ? "host-unreachable" : "task-failed"),
    message,
    {
      path: `hosts.${unit.host}`,
      got: lastLines(text),
      fix: ownFix(text) ?? about?.fix ?? fallback,
    },
  );
}

/** What our own modules say is to be done: they know which file, port or setting it is. */
const ownFix = (text: string) =>
  [...text.matchAll(/^ +fix: (.+)$/gm)].map(([, fix]) => fix).join("; ") || undefined;

/** Pulumi repeats what it was asked to do around what the command said. */
const withoutNoise = (said: string) =>
  said
    .split("\n")
    .filter(
      (line) =>
        line.trim() !== "" && !/^\s*(error: )?(exit status|running |.*completed with exit)/i.test(line),
    )
    .join("\n")
    .trim();

/** People read about twelve lines; a stack trace on one line is cut. */
const lastLines = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-12)
    .map((line) => (line.length > 400 ? `${line.slice(0, 400)} …` : line))
    .join("\n        ");
