import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parseJournal, parseState } from "../src/journal.ts";
import { junit } from "../src/report/junit.ts";
import { countsText, failuresText } from "../src/report/text.ts";
import type { Failure, ScenarioResult } from "../src/types.ts";
import { expectGolden } from "./helper.ts";

const failure: Failure = {
  ...{ instance: "instance", host: "dns01", task: "Start <it>", place: "/roles/x/tasks/run.yml:3" },
  message: 'Unable to start service x: "failed" & gone\u001b[0m',
  diff: "- a\n+ b",
  journals: [
    { unit: "x.service", state: "failed, exit-code, status 1", lines: ["11:20:03 x: no such file"] },
  ],
};
const result: ScenarioResult = {
  ...{ role: "x", scenario: "default", status: "failed", seconds: 12.34, hosts: { instance: "dns01" } },
  ...{ startedAt: "2026-11-21T11:00:00.000Z", folder: "/state/x-default-1-1" },
  phases: [
    { phase: "create", status: "passed", seconds: 3, counts: {}, failures: [] },
    {
      phase: "check-virgin",
      status: "failed",
      seconds: 4,
      counts: { ok: 2, failed: 1 },
      failures: [failure],
    },
    { phase: "converge", status: "failed", seconds: 4, counts: { ok: 2, failed: 1 }, failures: [failure] },
    {
      phase: "verify",
      status: "skipped",
      seconds: 0,
      counts: {},
      failures: [],
      why: "converge did not pass",
    },
  ],
};

describe("reports", () => {
  it("text: each failure once, with all that explains it", () => {
    expectGolden("report", failuresText(result));
    expect(failuresText({ ...result, status: "passed" })).toBe("");
    expect(countsText({ ok: 9, changed: 3, tests: 4, "tests skipped": 1 })).toBe(
      "9 ok, 3 changed, 4 tests, 1 skipped tests",
    );
  });

  it("JUnit: one suite for a scenario, one case for a phase", () => {
    expectGolden("report-junit", junit([result]).trimEnd());
  });

  it("JUnit is XML whatever a program has printed", () => {
    const read = "import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())";
    const odd = { ...failure, message: "]]> <a b='\"'>\u0000\u0008\ufffe & é 💥", task: "\u001b[31m" };
    const phases = [{ ...(result.phases[1] as (typeof result.phases)[0]), failures: [odd] }];
    const { status, stderr } = spawnSync("python3", ["-c", read], { input: junit([{ ...result, phases }]) });
    expect([status, stderr.toString()]).toEqual([0, ""]);
  });
});

describe("journals", () => {
  it("have a time, a program and a text, also one that is no UTF-8", () => {
    const entry = { __REALTIME_TIMESTAMP: "1795260473951015", SYSLOG_IDENTIFIER: "x" };
    const lines = [
      { ...entry, MESSAGE: "hello " },
      { ...entry, MESSAGE: [103, 114, 252, 223] },
    ];
    expect(parseJournal(`${lines.map((l) => JSON.stringify(l)).join("\n")}\n`)).toEqual([
      "11:27:53 x: hello",
      "11:27:53 x: grüß",
    ]);
  });

  it.each([
    ["LoadState=loaded\nActiveState=active\nResult=success\nExecMainStatus=0\n", "active"],
    [
      "LoadState=loaded\nActiveState=failed\nResult=exit-code\nExecMainStatus=3\n",
      "failed, exit-code, status 3",
    ],
    ["LoadState=loaded\nActiveState=inactive\nResult=success\nExecMainStatus=15\n", "inactive"],
    ["LoadState=not-found\nActiveState=inactive\nResult=success\nExecMainStatus=0\n", "not-found"],
    ["", "unknown: the host does not answer"],
  ])("%j is %s", (shown, state) => {
    expect(parseState(shown)).toBe(state);
  });
});
