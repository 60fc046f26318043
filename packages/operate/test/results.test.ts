import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProblemError, repoRoot } from "@logstead/base";
import type { TaskEvent } from "@logstead/base/ansible-events";
import { load } from "@logstead/inventory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unitProblem } from "../src/up/failures.ts";
import { resultsReader, saidBy } from "../src/up/results.ts";

const loaded = load(join(repoRoot, "infra/environments/lab.yaml"));
if (!loaded.ok) throw new ProblemError(loaded.problems);
const { site } = loaded;

const result = (more: Partial<TaskEvent>): TaskEvent => ({
  ...{ event: "task", status: "failed", host: "dns01", task: "promtail : Install", action: "copy" },
  ...{ path: null, handler: false, handles: null, hidden: false, ...more },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logstead-results-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the reader of results", () => {
  it("hands out each task once, with its unit, and waits for the rest of half a line", () => {
    const seen: string[] = [];
    const reader = resultsReader(folder, (unit, { task }) => seen.push(`${unit}: ${task}`));
    reader.poll();
    const [one, two] = ["Grüße", "second"].map((task) => `${JSON.stringify(result({ task }))}\n`) as [
      string,
      string,
    ];
    appendFileSync(join(folder, "base-dns01.jsonl"), one + two.slice(0, 20));
    reader.poll();
    expect(seen).toEqual(["base-dns01: Grüße"]);
    appendFileSync(join(folder, "base-dns01.jsonl"), two.slice(20));
    appendFileSync(join(folder, "loki-ocean.jsonl"), `{"event":"stats","hosts":{}}\n`);
    reader.poll();
    reader.poll();
    expect(seen).toEqual(["base-dns01: Grüße", "base-dns01: second"]);
  });

  it("survives a line that is longer than what is read at once", () => {
    const seen: number[] = [];
    const reader = resultsReader(folder, (_, { stdout }) => seen.push(stdout?.length ?? 0));
    appendFileSync(join(folder, "a.jsonl"), `${JSON.stringify(result({ stdout: "x".repeat(200_000) }))}\n`);
    reader.poll();
    expect(seen).toEqual([200_000]);
  });

  it("says what a task said: of a loop its failed item, of a hidden one nothing", () => {
    expect(
      saidBy(
        result({
          msg: "all",
          items: [
            { item: 1, msg: "good" },
            { item: 2, failed: true, msg: "bad" },
          ],
        }),
      ),
    ).toBe("bad");
    expect(saidBy(result({ hidden: true, msg: "hunter2" }))).not.toContain("hunter2");
    expect(saidBy(result({ msg: "m", stderr: "e" }))).toBe("m\ne");
  });
});

describe("a failed unit is told by host, task and fix", () => {
  const unit = { name: "promtail-dns01", component: "promtail", host: "dns01" };
  const told = (failed: TaskEvent | undefined, said = "") =>
    unitProblem(site, unit, failed, said, "/run/log");

  it.each([
    ["host-disk-full", { msg: "write /usr/local/bin/promtail: No space left on device" }, "df -h"],
    ["host-port-taken", { msg: "listen tcp 0.0.0.0:1514: bind: address already in use" }, "ss -ltnup"],
    [
      "host-no-sudo",
      { msg: "Missing sudo password: sudo: a password is required" },
      "./logstead bootstrap dns01",
    ],
    ["host-no-sudo", { msg: "Task failed: Missing sudo password" }, "./logstead bootstrap dns01"],
    // what our own modules find out before anything is changed comes with what is to be done
    [
      "host-disk-full",
      {
        msg: "20 MiB are free for /var/log, 100 are needed\n  fix: make room on the file system of /var/log",
      },
      "make room on the file system of /var/log",
    ],
    [
      "host-port-taken",
      {
        msg: "port 3100/tcp on 127.0.0.1 is held by python3 (pid 7)\n  fix: stop it there, or give another port in `loki.port`",
      },
      "stop it there, or give another port in `loki.port`",
    ],
    ["task-failed", { msg: "something new" }, "/run/log"],
    // a service that refuses is no host that does not answer
    ["task-failed", { msg: "GET http://127.0.0.1:3100/ready: Connection refused" }, "/run/log"],
  ])("%s", (code, more, fix) => {
    const problem = told(result(more));
    expect(problem).toMatchObject({ code, path: "hosts.dns01" });
    expect(problem.message).toContain("task 'promtail : Install'");
    expect(problem.fix).toContain(fix);
  });

  it.each([
    ["host-unreachable", "ssh: connect to host 192.168.1.10 port 22: No route to host"],
    ["host-key-changed", "Host key for 192.168.1.10 has changed and you have requested strict checking."],
    ["host-login-refused", "logstead@192.168.1.10: Permission denied (publickey)."],
  ])("%s where it could not be reached", (code, msg) =>
    expect(told(result({ status: "unreachable", msg }))).toMatchObject({ code }),
  );

  it("says what the playbook said where no task got that far", () =>
    expect(told(undefined, "ERROR! the playbook could not be found")).toMatchObject({
      code: "task-failed",
      got: "ERROR! the playbook could not be found",
    }));
});
