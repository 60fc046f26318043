import { buffer } from "node:stream/consumers";
import { linesOf, type Traced, traceLines, trialStages } from "@logstead/agent";
import { ExitCode, ProblemError } from "@logstead/base";
import { paint } from "../output/colour.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { find } from "./find.ts";

interface TryOptions extends OutputOptions {
  env?: string;
  format?: "json-file" | "k8s-file";
  timezone: string;
}

export async function tryOut(name: string, options: TryOptions): Promise<void> {
  const { pipelines, problems } = find([name], options.env);
  const [found] = pipelines;
  if (!found) throw new ProblemError(problems, ExitCode.problems);
  const { format, timezone } = options;
  const { stages, labels } = trialStages(found.pipeline, { timezone, format });
  if (process.stdin.isTTY) process.stderr.write("Lines from the terminal, Ctrl-D ends them:\n");
  const traced = traceLines(stages, labels, linesOf(await buffer(process.stdin)));
  print(options, traced, () => traced.map(lineText).join("\n\n"));
}

const colours = {
  field: "cyan",
  label: "green",
  metadata: "blue",
  timestamp: "magenta",
  line: "yellow",
} as const;

function lineText({ input, effects, entries }: Traced): string {
  const out = [`${paint("dim", "in ")} ${input.toWellFormed()}`];
  for (const { stage, changes } of effects) {
    out.push(`  ${paint("bold", stage)}`);
    for (const { what, name, from, to } of changes) {
      const value = to === undefined ? paint("red", "removed") : to.toWellFormed();
      const before =
        from !== undefined && to !== undefined && what !== "line" ? paint("dim", `${from} → `) : "";
      out.push(
        `    ${paint(colours[what], name === undefined ? what : `${what} ${name}`)}: ${before}${value}`,
      );
    }
  }
  if (entries.length === 0) out.push(paint("dim", "out nothing yet, or dropped"));
  for (const { timestamp, labels, metadata, line } of entries)
    out.push(
      `${paint("dim", "out")} ${timestamp} ${paint("green", pairs(labels))} ${paint("blue", pairs(metadata))}`.trimEnd(),
      `    ${line.toWellFormed()}`,
    );
  return out.join("\n");
}

const pairs = (values: Record<string, string>) =>
  Object.keys(values).length === 0
    ? ""
    : `{${Object.entries(values)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(", ")}}`;
