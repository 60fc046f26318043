import type { Row } from "./matrix.ts";
import type { Run, TestResult } from "./types.ts";

export interface RowState extends Row {
  /** Proven: a test that names it ran and passed in the last full run, and none that names it failed. */
  state: "proven" | "open" | "failed";
  tests: TestResult[];
}

export interface AreaState {
  area: string;
  prefix: string;
  rows: number;
  proven: number;
  open: number;
}

export interface Requirements {
  rows: RowState[];
  areas: AreaState[];
  /** Ids that tests name and the matrix does not have: a typing mistake in a title. */
  unknown: { id: string; tests: TestResult[] }[];
}

/** The ids a title names: `[INV-09][RET-06] …`, also in the titles of the groups around it. */
export function idsIn(title: string): string[] {
  return [...title.matchAll(/\[([A-Z][A-Z0-9]*-\d+)\]/g)].map((match) => match[1] as string);
}

export function judge(rows: Row[], run: Run | undefined): Requirements {
  const byId = new Map<string, TestResult[]>();
  for (const test of run?.suites.flatMap((suite) => suite.tests) ?? [])
    for (const id of new Set(idsIn(test.title))) byId.set(id, [...(byId.get(id) ?? []), test]);
  const states = rows.map((row): RowState => {
    const tests = byId.get(row.id) ?? [];
    const has = (status: string) => tests.some((t) => t.status === status);
    return { ...row, state: has("failed") ? "failed" : has("passed") ? "proven" : "open", tests };
  });
  const known = new Set(rows.map((row) => row.id));
  const unknown = [...byId].filter(([id]) => !known.has(id)).map(([id, tests]) => ({ id, tests }));
  return { rows: states, areas: areas(states), unknown };
}

/** The tests that prove each proven row, for the document's last column. */
export function proofsOf(rows: readonly RowState[]): Map<string, TestResult[]> {
  const passed = ({ tests }: RowState) => tests.filter(({ status }) => status === "passed");
  return new Map(rows.filter(({ state }) => state === "proven").map((row) => [row.id, passed(row)]));
}

function areas(rows: RowState[]): AreaState[] {
  return [...Map.groupBy(rows, (row) => row.area)].map(([area, of]) => {
    const proven = of.filter((row) => row.state === "proven").length;
    const prefix = [...new Set(of.map((row) => row.id.replace(/-\d+$/, "")))].join(" ");
    return { area, prefix, rows: of.length, proven, open: of.length - proven };
  });
}
