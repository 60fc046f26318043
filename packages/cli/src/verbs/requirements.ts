import { readFileSync } from "node:fs";
import { ExitCode, ProblemError, problem, writeFileAtomic } from "@logstead/base";
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
  $ ./logstead requirements --write

The requirements are the rows of docs/requirements.md. A row is proven when a test whose title names it
([INV-09] …) ran and passed in the last full run of ./logstead test, and none that names it failed.
--write puts that into the document's last column.

Exit codes: 0 ok, 1 a row that was asked for by its id is not proven, or a test names an unknown row,
2 wrong usage.`;

interface Options extends OutputOptions {
  open?: boolean;
  proven?: boolean;
  write?: boolean;
  document?: string;
}

export function command(): Command {
  return new Command("logstead requirements")
    .description("Show which requirements the last full test run proves, and by which tests.")
    .argument("[rows...]", "rows (INV-09) or areas (INV)")
    .option("--open", "only rows that are not proven")
    .addOption(new Option("--proven", "only rows that are proven").conflicts("open"))
    .option("--write", "write what the last full run proves into the document")
    .option("--document <file>", "the document (default: docs/requirements.md)")
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(show);
}

async function show(wanted: string[], options: Options): Promise<void> {
  const { judge, lastFullRun, parseMatrix, proofsOf, requirementsFile, withProof } = await import(
    "@logstead/proof"
  );
  const path = options.document ?? requirementsFile;
  const document = readFileSync(path, "utf8");
  const run = lastFullRun();
  const result = judge(parseMatrix(document), run);
  const written = run ? withProof(document, proofsOf(result.rows)) : document;
  if (options.write) write(path, document, written, run);
  const rows = chosen(result.rows, wanted, options);
  const areas = wanted.length > 0 ? [] : result.areas;
  const { unknown } = result;
  const stale = !options.write && written !== document;
  print(options, { run: run && about(run), areas, rows, unknown, stale }, () =>
    [
      text(run, { rows, areas, unknown }, options, wanted),
      ...(stale ? ["the document shows an earlier run: ./logstead requirements --write"] : []),
    ].join("\n\n"),
  );
  const missing = wanted.filter((w) => rows.some((row) => row.id === w && row.state !== "proven"));
  if (missing.length > 0 || unknown.length > 0) process.exitCode = ExitCode.problems;
}

function write(path: string, document: string, written: string, run: Run | undefined): void {
  if (!run)
    throw new ProblemError(
      problem("no-full-run", "there is no full run yet that could prove anything", {
        fix: "./logstead test",
      }),
      ExitCode.problems,
    );
  if (written !== document) writeFileAtomic(path, written);
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
  const sum = (key: "rows" | "proven" | "open") => areas.reduce((n, a) => n + a[key], 0);
  const all = { prefix: "", area: paint("bold", "all requirements") };
  return table(
    ["ROWS", "AREA", "ALL", "PROVEN", "OPEN"],
    [...areas, { ...all, rows: sum("rows"), proven: sum("proven"), open: sum("open") }].map(row),
  );
}
