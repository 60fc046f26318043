import { existsSync, readFileSync } from "node:fs";
import { writeFileAtomic } from "@logstead/base";
import { findTool, getTool } from "@logstead/tools";
import type { Case } from "./case.ts";
import { type Agent, runCollector } from "./collectors.ts";
import { inOrder, interpret, type Shown } from "./result.ts";

export type Verdict = "ok" | "differs" | "skipped";

export interface CaseResult {
  pipeline: string;
  name: string;
  expected: Shown[] | undefined;
  got: Record<Agent | "interpreter", Shown[] | undefined>;
  verdicts: Record<Agent | "interpreter", Verdict>;
}

export interface TrialOptions {
  /** Writes what the real Promtail did as what is expected. */
  update?: boolean;
  /** Leaves the real programs out. */
  only?: "interpreter";
}

/** Runs cases through the interpreter, the real Promtail, and Alloy where it is. */
export async function runCases(cases: readonly Case[], options: TrialOptions = {}): Promise<CaseResult[]> {
  const interpreted = new Map(cases.map((testCase) => [testCase.job, interpret(testCase)]));
  const counts = new Map([...interpreted].map(([job, entries]) => [job, entries.length]));
  const real = options.only === undefined && cases.length > 0;
  const [promtail, alloy] = real
    ? await Promise.all([
        getTool("promtail").then(({ path }) => runCollector("promtail", path, cases, counts)),
        findAlloy().then((path) =>
          path === undefined ? undefined : runCollector("alloy", path, cases, counts),
        ),
      ])
    : [undefined, undefined];
  return cases.map((testCase) => {
    const got = {
      promtail: promtail?.get(testCase.job),
      alloy: alloy?.get(testCase.job),
      interpreter: interpreted.get(testCase.job),
    };
    if (options.update && got.promtail)
      writeFileAtomic(testCase.expectedFile, `${JSON.stringify(inOrder(got.promtail), null, 2)}\n`);
    const expected = existsSync(testCase.expectedFile)
      ? (JSON.parse(readFileSync(testCase.expectedFile, "utf8")) as Shown[])
      : undefined;
    const verdict = (entries: Shown[] | undefined): Verdict =>
      entries === undefined ? "skipped" : same(entries, expected) ? "ok" : "differs";
    return {
      pipeline: testCase.pipeline,
      name: testCase.name,
      expected,
      got,
      verdicts: {
        promtail: verdict(got.promtail),
        alloy: verdict(got.alloy),
        interpreter: verdict(got.interpreter),
      },
    };
  });
}

/** Alloy is no part of Logstead; it is used where somebody has it on PATH. */
export const findAlloy = async (): Promise<string | undefined> =>
  (await findTool("alloy").catch(() => undefined))?.path;

const same = (entries: Shown[], expected: Shown[] | undefined): boolean =>
  expected !== undefined && JSON.stringify(inOrder(entries)) === JSON.stringify(inOrder(expected));
