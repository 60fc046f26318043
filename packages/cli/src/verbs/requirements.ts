import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dataDir, ExitCode, ProblemError, problem } from "@logstead/base";
import type { AreaState, Requirements, RowState, Run } from "@logstead/proof";
import { Command, Option } from "commander";
import { paint } from "../output/colour.ts";
import { type OutputOptions, outputOption, print } from "../output/print.ts";
import { table } from "../output/table.ts";

const help = `
Examples:
  $ ./logstead requirements
  $ ./logstead requirements --open
  $ ./logstead requirements INV-09 RET

A row is proven when a test whose title names it ([INV-09] …) ran and passed in the last full run of
./logstead test, and none that names it failed. The matrix is $LOGSTEAD_DATA/requirements.md, by default
in ../shared beside the clone; where it is absent the verb says so.

Exit codes: 0 ok, 1 a row that was asked for by its id is not proven, or a test names an unknown row,
2 wrong usage.`;

interface Options extends OutputOptions {
  open?: boolean;
  proven?: boolean;
}

export function command(): Command {
  return new Command("logstead requirements")
    .description(
      "Show which rows of the requirement matrix the last full test run proves, and by which tests.",
    )
    .argument("[rows...]", "rows (INV-09) or areas (INV)")
    .option("--open", "only rows that are not proven")
    .addOption(new Option("--proven", "only rows that are proven").conflicts("open"))
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(show);
}

async function show(wanted: string[], options: Options): Promise<void> {
  const { judge, lastFullRun, parseMatrix } = await import("@logstead/proof");
  const data = dataDir();
  if (!data) {
    const skipped =
      "skipped: there is no requirement matrix here (LOGSTEAD_DATA or ../shared beside the clone)";
    print(options, { skipped }, () => skipped);
    return;
  }
  const run = lastFullRun();
  const result = judge(parseMatrix(readFileSync(join(data, "requirements.md"), "utf8")), run);
  const rows = chosen(result.rows, wanted, options);
  const areas = wanted.length > 0 ? [] : result.areas;
  const { unknown } = result;
  print(options, { run: run && about(run), areas, rows, unknown }, () =>
    text(run, { rows, areas, unknown }, options, wanted),
  );
  const missing = wanted.filter((w) => rows.some((row) => row.id === w && row.state !== "proven"));
  if (missing.length > 0 || unknown.length > 0) process.exitCode = ExitCode.problems;
}

function chosen(rows: RowState[], wanted: string[], options: Options): RowState[] {
  const ids = wanted.map((w) => w.toUpperCase());
  for (const id of ids)
    if (!rows.some((row) => row.id === id || row.id.startsWith(`${id}-`)))
      throw new ProblemError(
        problem("unknown-row", `the matrix has no row or area '${id}'`, {
          fix: "./logstead requirements   lists the areas",
        }),
        ExitCode.usage,
      );
  return rows
    .filter((row) => ids.length === 0 || ids.some((id) => row.id === id || row.id.startsWith(`${id}-`)))
    .filter((row) => !options.open || row.state !== "proven")
    .filter((row) => !options.proven || row.state === "proven");
}

const about = ({ startedAt, commit, passed, failed, skipped }: Run) => ({
  startedAt,
  commit,
  passed,
  failed,
  skipped,
});

function text(run: Run | undefined, result: Requirements, options: Options, wanted: string[]): string {
  const parts: string[] = [];
  const detailed = options.open || options.proven || wanted.length > 0;
  if (detailed) parts.push(result.rows.map(rowText).join("\n") || "no such rows");
  if (result.areas.length > 0) parts.push(areaTable(result.areas));
  if (result.unknown.length > 0)
    parts.push(
      ...result.unknown.map(
        ({ id, tests }) => `${paint("red", id)} is not in the matrix; it is named by ${tests[0]?.file}`,
      ),
    );
  parts.push(
    run
      ? `last full run: ${run.startedAt}, commit ${run.commit ?? "unknown"}: ${run.passed} passed, ${run.failed} failed, ${run.skipped} skipped`
      : "there is no full run yet: ./logstead test",
  );
  return parts.join("\n\n");
}

const marks = { proven: ["green", "✓"], open: ["yellow", "·"], failed: ["red", "✗"] } as const;

function rowText(row: RowState): string {
  const [colour, mark] = marks[row.state];
  const short = row.text.length > 90 ? `${row.text.slice(0, 89)}…` : row.text;
  const tests = row.tests.map(
    (t) => `    ${t.status === "passed" ? "" : `(${t.status}) `}${t.file}: ${t.title}`,
  );
  return [`${paint(colour, mark)} ${row.id}  ${short}`, ...tests].join("\n");
}

function areaTable(areas: AreaState[]): string {
  const row = (a: AreaState) => [a.prefix, a.area, String(a.rows), String(a.proven), String(a.open)];
  const sum = (of: AreaState[], key: "rows" | "proven" | "open") => of.reduce((n, a) => n + a[key], 0);
  const all = (of: AreaState[], area: string) => {
    const [rows, proven, open] = [sum(of, "rows"), sum(of, "proven"), sum(of, "open")];
    return row({ prefix: "", area: paint("bold", area), kind: "requirement", rows, proven, open });
  };
  const [requirements, notes] = [
    areas.filter((a) => a.kind === "requirement"),
    areas.filter((a) => a.kind === "note"),
  ];
  return table(
    ["ROWS", "AREA", "ALL", "PROVEN", "OPEN"],
    [...requirements.map(row), all(requirements, "all requirements"), ...notes.map(row)],
  );
}
