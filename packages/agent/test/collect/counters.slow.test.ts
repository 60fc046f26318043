import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { alloy, unlessAlloy } from "../support/programs.ts";
import { until } from "../support/until.ts";
import { openTrial, type Trial } from "./trial.ts";

/** Where each program counts what it drops by itself. */
const agents = [
  {
    agent: "promtail" as const,
    skip: false,
    title: "Promtail",
    dropped: "logentry_dropped_lines_total",
    refused: "promtail_dropped_entries_total",
  },
  {
    agent: "alloy" as const,
    skip: !alloy,
    title: `${unlessAlloy}Alloy`,
    dropped: "loki_process_dropped_lines_total",
    refused: "loki_write_dropped_entries_total",
  },
];

/** The sum of a metric over all label sets that have these labels. */
function sumOf(metrics: string, name: string, labels: Record<string, string> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return metrics
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((one) => line.includes(one)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

describe.each(agents)("$title counts", ({ agent, skip, dropped, refused }) => {
  let trial: Trial;
  afterEach(() => trial?.end());

  it.skipIf(skip)(
    "what it cuts, drops, hides and may not deliver, each under its reason",
    async () => {
      trial = await openTrial();
      const folder = join(trial.folder, "logs");
      mkdirSync(folder);
      const file = join(folder, "app.log");
      const now = new Date().toISOString();
      const line = (time: string, message: string) =>
        `${JSON.stringify({ timestamp: time, level: "info", message })}\n`;
      const model = await trial.model(
        agent,
        `sources: {journal: false, app: {type: files, fromBeginning: true, pipeline: json-common, paths: [${file}]}}`,
      );
      writeFileSync(
        file,
        [
          line(now, "plain"),
          line(now, "x".repeat(300 * 1024)),
          line("2099-01-01T00:00:00Z", "a clock that is wrong"),
          line("2020-01-01T00:00:00Z", "too old"),
          line("2020-01-02T00:00:00Z", "too old as well"),
          line(now, "password=hunter2correcthorse"),
          line(now, "token=kT7xQ2mB9vR4zL0pW8nC and password=hunter2correcthorse"),
          line(now, "z".repeat(9 * 1024 * 1024)),
          line(now, "the last one"),
        ].join(""),
      );
      const collector = await trial.start(model);
      const has = (text: string) => trial.receiver.entries.some((one) => one.line.includes(text));
      await until(
        () => has("the last one"),
        () => `${trial.receiver.entries.length} lines; ${collector.output().slice(-500)}`,
      );
      trial.receiver.neverTakes = "never";
      appendFileSync(file, line(now, "never"));
      let text = "";
      await until(
        async () => {
          text = await collector.metrics();
          return sumOf(text, refused) > 0;
        },
        () => text,
      );
      expect({
        truncated: sumOf(text, "logstead_truncated_lines_total"),
        future: sumOf(text, "logstead_future_timestamps_total"),
        redacted: sumOf(text, "logstead_redacted_lines_total"),
        tooOld: sumOf(text, dropped, { reason: "older_than_loki_accepts" }),
        refused: sumOf(text, refused, { reason: "ingester_error" }),
      }).toEqual({ truncated: 2, future: 1, redacted: 2, tooOld: 2, refused: 1 });
      // Nothing else was lost: what is counted as dropped is all that did not come.
      const came = trial.receiver.entries.map((one) => one.line);
      expect(came.filter((one) => one.includes("too old"))).toEqual([]);
      expect(came).toHaveLength(7);
      expect(came.filter((one) => /… \[cut, \d+ bytes\]$/.test(one))).toHaveLength(2);
      expect(came.filter((one) => one.includes("hunter2"))).toEqual([]);
    },
    120_000,
  );
});
