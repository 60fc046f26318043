import { describe, expect, it } from "vitest";
import { diffText } from "../src/diff.ts";
import { countEvents, parseEvents, type TaskEvent, unitOf, unitsIn } from "../src/events.ts";
import { changed, failed, hiddenText } from "../src/faults.ts";

const task = (more: Partial<TaskEvent>): TaskEvent => ({
  ...{ event: "task", status: "ok", host: "a", task: "T", action: "copy", handler: false, path: "t.yml:3" },
  ...{ hidden: false, handles: null },
  ...more,
});

describe("events", () => {
  it("are read line by line; what a killed program left unfinished is not one", () => {
    const [first, second] = [task({}), task({ status: "changed" })].map((e) => JSON.stringify(e));
    expect(parseEvents(`${first}\n${second}\n{"event": "ta`)).toHaveLength(2);
    expect(() => parseEvents(`${first}\n{"event": "ta\n${second}\n`)).toThrow(SyntaxError);
    expect(countEvents(parseEvents(`${first}\n${second}\n`))).toEqual({ ok: 1, changed: 1 });
  });

  it.each([
    [{ unit: "loki" }, "loki.service"],
    [{ unit: "logrotate.timer" }, "logrotate.timer"],
    [{ command: "systemctl restart promtail" }, "promtail.service"],
    [{ command: "systemctl --quiet is-active syslog@1.socket" }, "syslog@1.socket"],
    [{ command: "systemctl daemon-reload" }, undefined],
    [null, undefined],
  ])("%j is about %s", (handles, unit) => {
    expect(unitOf(task({ handles }))).toBe(unit);
  });

  it("finds units in what testinfra says", () => {
    expect(unitsIn("assert False\n + where False = <service loki>.is_running")).toEqual(["loki.service"]);
  });
});

describe("failed", () => {
  it("tells each host's last failed task: what was rescued before is not what stopped it", () => {
    const events = [
      task({ status: "failed", task: "rescued" }),
      task({ status: "failed", task: "last", msg: "no" }),
      task({ status: "ignored", host: "b" }),
      task({ status: "unreachable", host: "c", msg: "timed out" }),
    ];
    expect(failed(events).map((f) => [f.instance, f.task, f.message])).toEqual([
      ["a", "last", "no"],
      ["c", "T", "timed out"],
    ]);
  });

  it("adds the end of what a program said", () => {
    const stderr = Array.from({ length: 20 }, (_, i) => `line ${i}`).join("\n");
    const [found] = failed([task({ status: "failed", msg: "non-zero return code", rc: 1, stderr })]);
    expect(found?.message.split("\n")).toEqual(["non-zero return code", ...stderr.split("\n").slice(-8)]);
  });

  it("names the items of a loop that failed, and no others", () => {
    const items = [
      { item: "x", failed: false, changed: true, msg: "fine" },
      { item: { name: "y" }, failed: true, msg: "no y" },
      { item: "(censored)", hidden: true },
    ];
    const [found] = failed([task({ status: "failed", msg: "One or more items failed", items })]);
    expect(found?.message).toBe(`item {"name":"y"}: no y\nitem (censored): ${hiddenText}`);
  });

  it("shows nothing of a task with no_log", () => {
    const event = task({ status: "failed", hidden: true, handles: null });
    expect(failed([event])[0]?.message).toBe(hiddenText);
  });

  it("tells tests with their host", () => {
    const message = "AssertionError: assert False\n  where False = <service greeting>.is_running";
    const events = parseEvents(
      JSON.stringify({
        ...{ event: "test", test: "test_it[ansible://a]", file: "/t.py", outcome: "failed", seconds: 1 },
        ...{ message, path: "/t.py:7" },
      }),
    );
    expect(failed(events)).toEqual([
      {
        ...{ instance: "a", test: "test_it", place: "/t.py:7", units: ["greeting.service"] },
        message: "assert False\n  where False = <service greeting>.is_running",
      },
    ]);
  });

  it("has the difference of what was changed though it should not be", () => {
    const diff = [{ before: "a\nb\nc\nd\n", after: "a\nb\nC\nd\n", after_header: "/etc/x" }];
    const [found] = changed([task({ status: "changed", diff }), task({})], "changed again");
    expect(found).toMatchObject({ message: "changed again", diff: "/etc/x\n  b\n- c\n+ C\n  d" });
  });
});

describe("diffText", () => {
  it("shows states, new files and what a module prepared", () => {
    expect(diffText([{ before: { mode: "0600" }, after: { mode: "0644" } }])).toBe(
      '  {\n-   "mode": "0600"\n+   "mode": "0644"\n  }',
    );
    expect(diffText([{ before: "", after: "new\n", after_header: "/x" }])).toBe("/x\n+ new");
    expect(diffText([{ prepared: "+ it\n" }])).toBe("+ it");
    expect(diffText([{ before: "same\n", after: "same\n" }, {}])).toBe("");
  });

  it("is cut when it is long", () => {
    const after = Array.from({ length: 50 }, (_, i) => `${i}`).join("\n");
    expect(
      diffText([{ before: "", after }])
        .split("\n")
        .at(-1),
    ).toBe("… 20 more lines");
  });
});
