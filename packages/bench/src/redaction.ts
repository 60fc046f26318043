import { resolve } from "node:path";
import { repoRoot } from "@logstead/base";
import type { OutputOptions } from "@logstead/base/output";
import { benchRedaction, redactionKinds } from "./collectors/redaction.ts";
import type { Section } from "./record.ts";
import { report } from "./report.ts";

/** µs that redaction may add to a line with nothing to hide, and lines a second that this process shall do. */
const goal = { added: 5, redactor: 1_000_000 };

/** What redaction costs a line in the real Promtail, and how many lines this process redacts. */
export async function benchRedactionStages(options: OutputOptions & { write?: boolean }): Promise<void> {
  const kinds = redactionKinds(process.env.LOGSTEAD_DATA ?? resolve(repoRoot, "../shared"));
  const results: Awaited<ReturnType<typeof benchRedaction>>[] = [];
  for (const { kind, lines, stages } of kinds) {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${kind} …`);
    results.push(await benchRedaction(kind, lines, { stages }));
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const count = (value: number) => Math.round(value).toLocaleString("en-US");
  const header = [
    "lines",
    "characters",
    "Promtail without stages, µs",
    "redaction adds, µs",
    "redactor, lines/s",
    "interpreter, lines/s",
  ];
  const rows = results.map((r) => [
    r.kind,
    String(r.length),
    r.without.toFixed(1),
    r.added.toFixed(1),
    r.redactor === undefined ? "" : count(r.redactor),
    r.interpreter === undefined ? "" : count(r.interpreter),
  ]);
  const [clean] = results as [(typeof results)[number]];
  const targets = {
    "a line with nothing to hide in Promtail (at most 5 µs)": {
      value: `${clean.added.toFixed(1)} µs`,
      met: clean.added <= goal.added,
    },
    "such lines in the redactor, one thread (at least 1,000,000 lines/s)": {
      value: count(clean.redactor ?? 0),
      met: (clean.redactor ?? 0) >= goal.redactor,
    },
  };
  const section: Section = {
    name: "redaction",
    title: "Redaction: processor time that it adds to a line in Promtail, medians of five rounds",
    command: "./logstead bench redaction --write",
    header,
    rows,
    targets,
  };
  report(section, options, { results, targets });
}
