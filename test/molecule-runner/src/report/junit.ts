import { stripVTControlCharacters } from "node:util";
import type { Failure, PhaseResult, ScenarioResult } from "../types.ts";

/** JUnit's XML, as CI servers read it: one suite for each scenario, one case for each phase. */
export function junit(results: ScenarioResult[]): string {
  const total = (count: (r: ScenarioResult) => number) => results.reduce((sum, r) => sum + count(r), 0);
  const attributes = attrs({
    name: "molecule",
    tests: total((r) => r.phases.length),
    failures: total(failures),
    time: total((r) => r.seconds).toFixed(1),
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes}>\n${results.map(suite).join("")}</testsuites>\n`;
}

const failures = (result: ScenarioResult) => result.phases.filter((p) => p.status === "failed").length;

function suite(result: ScenarioResult): string {
  const attributes = attrs({
    name: `${result.role}/${result.scenario}`,
    tests: result.phases.length,
    failures: failures(result),
    skipped: result.phases.filter((p) => p.status === "skipped").length,
    time: result.seconds.toFixed(1),
    timestamp: result.startedAt,
    hostname: Object.values(result.hosts).join(","),
  });
  return `  <testsuite${attributes}>\n${result.phases.map((p) => testcase(result, p)).join("")}  </testsuite>\n`;
}

function testcase(result: ScenarioResult, phase: PhaseResult): string {
  const attributes = attrs({
    classname: `${result.role}.${result.scenario}`,
    name: phase.phase,
    time: phase.seconds.toFixed(1),
  });
  const inside = [
    ...phase.failures.map(
      (f) =>
        `      <failure${attrs({ message: f.message.split("\n")[0] ?? "" })}>${xml(details(f))}</failure>\n`,
    ),
    ...(phase.status === "skipped" ? [`      <skipped${attrs({ message: phase.why ?? "" })}/>\n`] : []),
  ];
  if (inside.length === 0) return `    <testcase${attributes}/>\n`;
  return `    <testcase${attributes}>\n${inside.join("")}    </testcase>\n`;
}

function details(failure: Failure): string {
  const { task, test, place, instance, host, message, diff, journals } = failure;
  return [
    [task ?? test ?? "", instance && `on ${instance}${host ? ` (${host})` : ""}`].filter(Boolean).join(" "),
    place ?? "",
    message,
    diff ?? "",
    ...journals.map((j) => [`journal of ${j.unit} (${j.state})`, ...j.lines].join("\n")),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function attrs(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(String(value))}"`)
    .join("");
}

const entities: Record<string, string> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

/** Characters that XML cannot hold, even escaped, become the replacement character. */
function xml(text: string): string {
  return (
    stripVTControlCharacters(text)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is not allowed in XML 1.0
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replace(/[<>&"]/g, (c) => entities[c] as string)
  );
}
