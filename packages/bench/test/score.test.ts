import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { csvRows } from "../src/engine/mining/csv.ts";
import { labelledLogs, meanScore, scoreMining } from "../src/engine/mining/loghub.ts";
import { score } from "../src/engine/mining/score.ts";
import { data } from "./support/data.ts";

const loghub = join(data, "loghub");
const script = join(data, "bench/score_ga.py");
const missing = existsSync(loghub) && existsSync(script) ? "" : `skipped: no ${loghub}; `;

test("a perfect answer scores 1, one group for all scores 0", () => {
  const truth = { ids: ["a", "a", "b"], templates: ["x <*>", "x <*>", "y"] };
  expect(score(truth, { ids: [7, 7, 9], templates: truth.templates })).toMatchObject({
    ga: 1,
    fga: 1,
    pa: 1,
    fta: 1,
  });
  expect(score(truth, { ids: [1, 1, 1], templates: ["z", "z", "z"] })).toMatchObject({
    ga: 0,
    fga: 0,
    pa: 0,
    fta: 0,
  });
});

test("quotes, commas and line ends in CSV", () => {
  expect(csvRows('a,b\r\n"x, ""y""\nz",2\r\n')).toEqual([{ a: 'x, "y"\nz', b: "2" }]);
});

test.skipIf(missing)(`${missing}the figures are those of score_ga.py`, () => {
  const [log] = labelledLogs(loghub).filter((l) => l.name === "Linux");
  if (!log) throw new Error("no Linux log");
  const ids = log.ids.map((_, i) => `${i % 97}`);
  const templates = log.templates.map((t, i) => (i % 3 === 0 ? "other" : t));
  const folder = mkdtempSync(join(tmpdir(), "logstead-score-"));
  writeFileSync(join(folder, "ids"), ids.join("\n"));
  writeFileSync(join(folder, "templates"), templates.join("\n"));
  const csv = join(loghub, "Linux_2k.log_structured.csv");
  const args = [script, csv, join(folder, "ids"), "--templates", join(folder, "templates"), "--json"];
  const theirs = JSON.parse(execFileSync("python3", args, { encoding: "utf8" })) as Record<string, number>;
  rmSync(folder, { recursive: true });
  const ours = score(log, { ids, templates });
  expect(ours.ga).toBeCloseTo(theirs.GA as number, 10);
  expect(ours.fga).toBeCloseTo(theirs.FGA as number, 10);
  expect(ours.pa).toBeCloseTo(theirs.PA as number, 10);
  expect(ours.fta).toBeCloseTo(theirs.FTA as number, 10);
});

test.skipIf(missing)(
  `${missing}[DET-01] [DET-11] labelled logs are grouped as the floors ask, with and without headers`,
  () => {
    const logs = labelledLogs(loghub);
    const messages = meanScore(logs.map((log) => scoreMining(log, "messages")));
    const raw = meanScore(logs.map((log) => scoreMining(log, "raw")));
    expect(messages.ga).toBeGreaterThan(0.97);
    expect(messages.fga).toBeGreaterThan(0.93);
    expect(messages.pa).toBeGreaterThan(0.8);
    expect(messages.fta).toBeGreaterThan(0.75);
    expect(raw.ga).toBeGreaterThan(messages.ga - 0.02);
  },
);
