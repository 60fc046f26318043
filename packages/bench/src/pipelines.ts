import { casesOf, pipelineFor, pipelineNames } from "@logstead/agent";
import type { OutputOptions } from "@logstead/base/output";
import { type BenchRow, benchPipeline } from "./collectors/pipelines.ts";
import type { Section } from "./record.ts";
import { report } from "./report.ts";

const target = 300_000;

/** Lines a second of each pipeline, with everything that stands between a source and the client. */
export async function benchPipelines(options: OutputOptions & { write?: boolean }): Promise<void> {
  const results: BenchRow[] = [];
  for (const { name } of pipelineNames()) {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${name} …`);
    results.push(await benchPipeline(casesOf(pipelineFor(undefined, name))));
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const count = (value: number | undefined) =>
    value === undefined ? "not here" : Math.round(value).toLocaleString("en-US");
  const header = [
    "pipeline",
    "interpreter, lines/s",
    "Promtail, lines/s",
    "Promtail, µs a line",
    "Alloy, lines/s",
  ];
  const rows = results.map((r) => [
    r.pipeline,
    count(r.interpreter),
    count(r.promtail),
    (1e6 / r.promtail).toFixed(1),
    count(r.alloy),
  ]);
  const common = results.find(({ pipeline }) => pipeline === "json-common")?.interpreter ?? 0;
  const targets = {
    "json-common in the interpreter, one thread (at least 300,000 lines/s)": {
      value: count(common),
      met: common >= target,
    },
  };
  const section: Section = {
    name: "pipelines",
    title: "Pipelines: lines a second of processor time, with everything between source and client",
    command: "./logstead bench pipelines --write",
    header,
    rows,
    targets,
  };
  report(section, options, { results, targets });
}
