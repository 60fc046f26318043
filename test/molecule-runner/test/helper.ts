import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { failuresText } from "../src/report/text.ts";
import { readScenario, type Scenario } from "../src/scenario.ts";
import type { ScenarioResult } from "../src/types.ts";

export const sample = join(import.meta.dirname, "../sample/roles/greeting");

/** A folder that is gone after the test file. */
export function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), "logstead-molecule-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Text that must be in a file of the role, and what stands there instead. */
export type Change = [file: string, from: string, to: string];

/** The sample's default scenario in a copy of the role that has something wrong. */
export function broken(dir: string, ...changes: Change[]): Scenario {
  const role = join(mkdtempSync(join(dir, "roles-")), "greeting");
  cpSync(sample, role, { recursive: true });
  for (const [file, from, to] of changes) {
    const path = join(role, file);
    const text = readFileSync(path, "utf8");
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  }
  return readScenario(role, "default");
}

/** Compares with `golden/NAME.txt`; LOGSTEAD_UPDATE=1 rewrites it. */
export function expectGolden(name: string, text: string): void {
  const path = join(import.meta.dirname, "golden", `${name}.txt`);
  if (process.env.LOGSTEAD_UPDATE) writeFileSync(path, `${text}\n`);
  expect(`${text}\n`).toBe(readFileSync(path, "utf8"));
}

/** What is printed of a result, without what differs from run to run. */
export function printed(result: ScenarioResult, scenario: Scenario): string {
  const hosts = Object.values(result.hosts);
  return failuresText(result)
    .replace(/\n\nlogs: .*$/, "")
    .replaceAll(/\S*roles-\w+\/greeting/g, "ROLE")
    .replaceAll(scenario.roleDir, "ROLE")
    .replaceAll(new RegExp(`\\((${hosts.join("|")})\\)`, "g"), "(HOST)")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?(\+00:00)?/g, "NOW")
    .replaceAll(/\d\d:\d\d:\d\d /g, "TIME ")
    .replaceAll(/( {4}TIME .*\n?)+/g, sorted);
}

/** A program's lines and systemd's come to the journal by different ways: their order is not fixed. */
function sorted(lines: string): string {
  return [...new Set(lines.trimEnd().split("\n"))].sort().join("\n") + (lines.endsWith("\n") ? "\n" : "");
}
