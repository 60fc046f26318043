import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isObject, kindOf, type Properties, type Value } from "../../src/kit/values.ts";
import { makeProject, manifest, nodeProject, type Project, type StoredResource } from "./project.ts";

interface Step {
  do: "preview" | "up" | "refresh" | "destroy";
  /** Commands by name, in the notation of `declared-program.ts`; from the step before where left out. */
  resources?: Record<string, Properties>;
  /** Read by the commands as `$MODE`: what is outside of the stack. */
  mode?: string;
  answer?: Value;
}

export interface Scenario {
  name: string;
  steps: Step[];
}

const program = readFileSync(join(import.meta.dirname, "declared-program.ts"), "utf8");
const files = { "Pulumi.yaml": nodeProject("scenario"), "package.json": manifest, "index.ts": program };

/** A fresh stack to copy for each scenario: making one takes as long as a step. */
export function scenarioTemplate(): Promise<Project> {
  return makeProject(files);
}

/** Runs a scenario with a provider's program and says what happened in each step. */
export async function runScenario(scenario: Scenario, provider: string, template: Project): Promise<Value[]> {
  const project = await makeProject(files, template);
  const at = (file: string) => join(project.folder, file);
  const env = {
    // In front, so that this very provider is taken.
    PATH: `${dirname(provider)}:${project.env.PATH}`,
    PULUMI_IGNORE_AMBIENT_PLUGINS: "false",
    DECLARED: at("declared.json"),
    TRACE: at("trace"),
  };
  try {
    const answers: Value[] = [];
    for (const step of scenario.steps) {
      if (step.resources) writeFileSync(env.DECLARED, JSON.stringify(step.resources));
      writeFileSync(env.TRACE, "");
      rmSync(at("events"), { force: true });
      const yes = step.do === "preview" ? [] : ["--yes", "--skip-preview"];
      const log = ["--stack", "dev", "--parallel", "1", "--event-log", at("events")];
      const ended = await project.pulumi([step.do, ...yes, ...log], { ...env, MODE: step.mode ?? "" });
      answers.push({
        events: readLines(at("events")).flatMap(eventText),
        ran: readLines(env.TRACE),
        ...(ended.code !== 0 && { failed: true }),
        ...(step.do !== "preview" && { state: stateOf(project.resources()) }),
      });
    }
    return answers;
  } finally {
    project.remove();
  }
}

function readLines(file: string): string[] {
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}

/** `update name`; what stays the same is left out. */
function eventText(line: string): string[] {
  const metadata = JSON.parse(line).resourcePreEvent?.metadata;
  if (metadata?.type !== "command:local:Command" || metadata.op === "same") return [];
  return [`${metadata.op} ${nameOf(metadata.urn)}`];
}

function stateOf(resources: StoredResource[]): Value {
  return Object.fromEntries(
    resources
      .filter(({ type }) => type === "command:local:Command")
      .map((stored) => [
        stored.delete ? `${nameOf(stored.urn)} (old)` : nameOf(stored.urn),
        outputsOf(stored),
      ]),
  );
}

function outputsOf({ outputs = {} }: StoredResource): Value {
  const shown = ["stdout", "environment", "triggers"].filter((key) => key in outputs);
  return Object.fromEntries(shown.map((key) => [key, storedValue(outputs[key] ?? null)]));
}

function storedValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(storedValue);
  if (kindOf(value) === "secret") return "$secret";
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, storedValue(item)]));
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
