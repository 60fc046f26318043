import { resolve } from "node:path";
import { ExitCode, ProblemError, problem, writeFileAtomic } from "@logstead/base";
import type * as Molecule from "@logstead/molecule-runner";
import { progressTo } from "@logstead/tools";
import { Command, InvalidArgumentError, Option } from "commander";
import { paint } from "../output/colour.ts";
import { type OutputOptions, outputOption, print } from "../output/print.ts";
import { table } from "../output/table.ts";

const help = `
Examples:
  $ ./logstead lab up && ./logstead molecule greeting
  $ ./logstead molecule greeting/alternative --keep
  $ ./logstead molecule --all --full --junit reports/molecule.xml

Phases: create (hosts from the lab, as new), check-virgin (--check --diff), converge, idempotence,
check-converged, verify (testinfra, verify.yml), side-effect, verify-again, cleanup, destroy. Only a
scenario's playbooks decide which of them it has. Nothing is fetched from a network.

Exit codes: 0 all passed, 1 something failed, 2 wrong usage, 3 no lab or no program, 130 interrupted.`;

interface Options extends OutputOptions {
  all?: boolean;
  full?: boolean;
  keep?: boolean;
  parallel?: number;
  junit?: string;
  name: string;
}

/** Loaded before the action, not for a help: it brings the whole lab along. */
let molecule: typeof Molecule;

export function command(): Command {
  return new Command("logstead molecule")
    .hook("preAction", async () => {
      molecule = await import("@logstead/molecule-runner");
    })
    .description("Run Molecule scenarios of roles against hosts of the lab.")
    .argument("[roles...]", "ROLE or ROLE/SCENARIO, by name or by folder; the scenario is `default`")
    .option("--all", "every role")
    .option("--full", "every scenario of a role, not only `default`")
    .option("--keep", "keep logs also when all passed; hosts stay as they are until their next use")
    .option("--parallel <n>", "scenarios at once (default: one for each host of the lab)", whole)
    .option("--junit <file>", "write a report in JUnit's XML")
    .addOption(new Option("--name <lab>", "which lab").default("lab"))
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(run);
}

function whole(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError("a whole number above 0 is expected");
  return Number(value);
}

async function run(roles: string[], options: Options): Promise<void> {
  const scenarios = wanted(roles, options);
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const { signal } = controller;
  try {
    const onProgress = progressTo(process.stderr);
    const ready = await molecule.preconditions(options.name, { signal, onProgress });
    const results = await molecule.runScenarios(scenarios, {
      ...ready,
      signal,
      ...(options.parallel && { parallel: options.parallel }),
      ...(options.keep && { keep: true }),
      onPhase: (scenario, phase) => say(`${scenario.role}/${scenario.name}`, phase),
      onWait: ({ role, name }, busy) =>
        process.stderr.write(`${role}/${name}: waiting for ${busy.join(", ")}, in use elsewhere\n`),
    });
    if (options.junit) writeFileAtomic(resolve(options.junit), molecule.junit(results));
    print(options, results, () => summary(results));
    process.exitCode = results.every((r) => r.status !== "failed") ? ExitCode.ok : ExitCode.problems;
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write("\nlogstead: interrupted; the hosts are given back\n");
    process.exitCode = 130;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function wanted(roles: string[], options: Options): Molecule.Scenario[] {
  const names = options.all ? molecule.roleFolders() : roles;
  if (names.length === 0 || (options.all && roles.length > 0))
    throw new ProblemError(
      problem("molecule-usage", "name roles, or say --all", {
        got: roles.join(" ") || "nothing",
        fix: "./logstead molecule greeting",
      }),
      ExitCode.usage,
    );
  const found = names.flatMap((name) => molecule.findScenarios(name, { full: options.full ?? false }));
  return [...new Map(found.map((scenario) => [scenario.dir, scenario])).values()];
}

const mark = { passed: "✓", failed: "✗", skipped: "-" } as const;

function say(name: string, { phase, status, seconds, counts, why }: Molecule.PhaseResult): void {
  const more = why ?? molecule.countsText(counts);
  process.stderr.write(
    `${mark[status]} ${name} ${phase} ${seconds.toFixed(1)} s${more ? `: ${more}` : ""}\n`,
  );
}

/** Failures first, then one row for each scenario, last the counts. */
function summary(results: Molecule.ScenarioResult[]): string {
  const failures = results.map(molecule.failuresText).filter((text) => text !== "");
  const rows = results.map((r) => [
    `${r.role}/${r.scenario}`,
    { passed: paint("green", "ok"), failed: paint("red", "failed"), skipped: "skipped" }[r.status],
    Object.values(r.hosts).join(", "),
    `${r.seconds.toFixed(1)} s`,
    r.phases.flatMap((p) => (p.status === "failed" ? [p.phase] : [])).join(", "),
  ]);
  const count = (status: Molecule.ScenarioResult["status"]) =>
    results.filter((r) => r.status === status).length;
  return [
    ...failures,
    table(["SCENARIO", "RESULT", "HOSTS", "TIME", "FAILED IN"], rows),
    `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`,
  ].join("\n\n");
}
