import { describe, expect, it } from "vitest";
import type { Tracked } from "../../src/anomalies/tracked.ts";
import type { Finding } from "../../src/core/detect/finding.ts";
import { testFinding } from "../../src/service/test-line.ts";
import { finding, minute, start, world } from "./support.ts";

const told = (outcomes: { type: string; tell: boolean }[]) =>
  outcomes.filter((o) => o.tell).map((o) => o.type);
const stream = (host: string, unit: string) => `{host="${host}",unit="${unit}"}`;

describe("[ALR-08] the life of an anomaly", () => {
  it("is told when it begins and when it is over, and not in between", () => {
    const { tracker } = world();
    expect(told(tracker.take(finding()))).toEqual(["firing"]);
    for (let n = 1; n <= 3; n++)
      expect(told(tracker.take(finding({ time: start + n * minute })))).toEqual([]);
    expect(told(tracker.tick(start + 20 * minute))).toEqual([]);
    const over = tracker.tick(start + 34 * minute);
    expect(told(over)).toEqual(["resolved"]);
    expect(over[0]?.anomaly).toMatchObject({
      status: "resolved",
      sequence: 2,
      alerts: 1,
      fingerprint: expect.any(String),
    });
    expect(over[0]?.anomaly.members[0]).toMatchObject({ count: 4, first: start, last: start + 3 * minute });
  });

  it("is told again when it becomes graver", () => {
    const { tracker } = world();
    tracker.take(finding({ evidence: ["x"] }));
    const graver = tracker.take(
      finding({
        kind: "new-pattern",
        pattern: 8,
        severity: "critical",
        time: start + 1,
        evidence: ["kernel panic"],
      }),
    );
    expect(told(graver)).toEqual(["updated"]);
    expect(graver[0]?.anomaly).toMatchObject({ severity: "critical", sequence: 2 });
  });

  it("goes on under its own name if the same comes back soon, and begins anew later", () => {
    const { tracker } = world();
    const [first] = tracker.take(finding());
    tracker.tick(start + 31 * minute);
    const [again] = tracker.take(finding({ time: start + 60 * minute, episode: 2 }));
    expect(again).toMatchObject({ type: "updated", tell: true });
    expect(again?.anomaly.id).toBe(first?.anomaly.id);
    expect(again?.anomaly.sequence).toBe(3);
    tracker.tick(start + 100 * minute);
    tracker.tick(start + 300 * minute);
    const [later] = tracker.take(finding({ time: start + 301 * minute, episode: 3 }));
    expect(later?.type).toBe("firing");
    expect(later?.anomaly.id).not.toBe(first?.anomaly.id);
    expect(later?.anomaly.fingerprint).toBe(first?.anomaly.fingerprint);
  });

  it("tells of each test at once, beside what goes on, and that it is over; its echoes are nothing", () => {
    const { tracker } = world();
    const test = (name: string, at: number, unit: string) =>
      testFinding(stream("dns01", unit), `up: LOGSTEAD-TEST-ANOMALY ${name} end`, at) as Finding;
    tracker.take(finding());
    const [first] = tracker.take(test("up-1", start + 1000, "probe.service"));
    expect(first).toMatchObject({ type: "firing", tell: true, anomaly: { severity: "critical" } });
    expect(first?.anomaly.title).toBe("dns01 probe.service: test of the alerts: LOGSTEAD-TEST-ANOMALY up-1");
    expect(first?.anomaly.members).toHaveLength(1);
    expect(told(tracker.take(test("up-1", start + 2000, "other.service")))).toEqual([]);
    expect(told(tracker.take(test("up-2", start + 3000, "probe.service")))).toEqual(["firing"]);
    const going = tracker.take(finding({ time: start + 4000, episode: 2, pattern: 9 }));
    expect(going.map(({ anomaly }) => anomaly.members[0]?.kind)).toEqual(["new-error"]);
    expect(told(tracker.tick(start + minute))).toEqual(["resolved", "resolved"]);
    expect(told(tracker.take(test("up-1", start + 2 * minute, "other.service")))).toEqual([]);
    expect([...tracker.open.values()].map(({ members }) => members[0]?.kind)).toEqual(["new-error"]);
  });

  it("does not begin with what is of no weight", () => {
    const { tracker } = world();
    expect(tracker.take(finding({ severity: "info" }))).toEqual([]);
    expect(tracker.open.size).toBe(0);
  });

  it("takes findings that come again after a crash for what they are", () => {
    const before = world();
    before.tracker.take(finding());
    before.tracker.take(finding({ time: start + minute }));
    const kept = [...before.tracker.open.values()].map((one) => structuredClone(one)) as Tracked[];
    const after = world();
    after.tracker.load(kept);
    for (const time of [start, start + minute]) expect(after.tracker.take(finding({ time }))).toEqual([]);
    expect(after.tracker.take(finding({ time: start + 2 * minute }))).toMatchObject([{ type: "quiet" }]);
    // Resolved and saved, but its first finding is behind the checkpoint.
    const [over] = after.tracker.tick(start + 60 * minute);
    const last = world();
    last.tracker.load([structuredClone(over?.anomaly as Tracked)]);
    expect(last.tracker.take(finding())).toEqual([]);
  });
});

describe("[ALR-08] one cause is one anomaly", () => {
  it("on one host at one time", () => {
    const { tracker } = world();
    tracker.take(finding());
    tracker.take(
      finding({
        stream: stream("dns01", "sshd.service"),
        kind: "volume",
        pattern: undefined as never,
        time: start + minute,
      }),
    );
    tracker.take(
      finding({ stream: stream("ocean", "sshd.service"), kind: "volume", pattern: 9, time: start + minute }),
    );
    expect([...tracker.open.values()].map((a) => a.streams.length)).toEqual([2, 1]);
  });

  it("but not what begins while another one of the host lasts", () => {
    const { tracker, windowScores } = world();
    const { stream: flooded } = finding();
    tracker.take(finding({ kind: "volume", pattern: undefined as never }));
    windowScores.set(flooded, 1);
    for (let n = 1; n <= 60; n++) tracker.tick(start + n * minute);
    const crash = { stream: stream("dns01", "init.scope"), pattern: 8, episode: 2 };
    expect(told(tracker.take(finding({ ...crash, time: start + 60 * minute })))).toEqual(["firing"]);
    expect(tracker.open.size).toBe(2);
  });

  it("of a crash and the silence that it began, however late that is noticed", () => {
    const silentSince = (since: number) => {
      const { tracker } = world();
      tracker.take(finding({ stream: stream("dns01", "init.scope") }));
      const silent = { kind: "silent-stream", pattern: undefined as never, episode: 2 } as const;
      const zones = stream("dns01", "zones.service");
      return told(tracker.take(finding({ ...silent, stream: zones, since, time: start + 10 * minute })));
    };
    expect(silentSince(start - minute)).toEqual([]);
    expect(silentSince(start + 7 * minute)).toEqual(["firing"]);
  });

  it("of one line on many hosts", () => {
    const { tracker } = world();
    for (const [i, host] of ["dns01", "ocean", "node005"].entries())
      tracker.take(finding({ stream: stream(host, "named.service"), time: start + i * minute }));
    expect(tracker.open.size).toBe(1);
    expect([...tracker.open.values()][0]?.hosts).toEqual(["dns01", "ocean", "node005"]);
  });

  it("of a host that is down: its streams' silence is told once", () => {
    const made = world();
    const silent = (unit: string, time: number) =>
      finding({
        kind: "silent-stream",
        stream: stream("dns01", unit),
        pattern: undefined as never,
        time,
        seen: "nothing for 12 min",
        episode: time,
      });
    const first = made.tracker.take(silent("named.service", start));
    expect(told(first)).toEqual(["firing"]);
    made.silentHosts.add("dns01");
    expect(told(made.tracker.take(silent("sshd.service", start + 20 * minute)))).toEqual(["updated"]);
    expect(told(made.tracker.take(silent("cron.service", start + 40 * minute)))).toEqual([]);
    const drop = finding({
      kind: "volume",
      stream: stream("dns01", "x"),
      seen: "3 lines",
      expected: "90 lines",
      time: start + 50 * minute,
      episode: 99,
    });
    expect(told(made.tracker.take(drop))).toEqual([]);
    expect([...made.tracker.open.values()]).toMatchObject([
      { title: "dns01 is silent: all of its streams", severity: "critical" },
    ]);
    // It is over when all of them are back, not before.
    for (const unit of ["named.service", "sshd.service"])
      made.lastSeen.set(stream("dns01", unit), start + 100 * minute);
    made.lastSeen.set(stream("dns01", "cron.service"), start);
    expect(told(made.tracker.tick(start + 101 * minute))).toEqual([]);
    made.lastSeen.set(stream("dns01", "cron.service"), start + 101 * minute);
    expect(told(made.tracker.tick(start + 102 * minute))).toEqual(["resolved"]);
  });
});

describe("[ALR-07] severity", () => {
  const severityOf = (more: Parameters<typeof finding>[0]) => {
    const { tracker } = world();
    return tracker.take(finding(more))[0]?.anomaly.severity;
  };
  it("comes from what the lines are about, and says so", () => {
    expect(severityOf({ kind: "volume", score: 0.995, evidence: ["a usual line"] })).toBe("warning");
    expect(
      severityOf({ kind: "volume", score: 0.99999, evidence: ["Failed password for root from 10.0.0.1"] }),
    ).toBe("critical");
    expect(severityOf({ evidence: ["write error: No space left on device"] })).toBe("critical");
    const { tracker } = world();
    tracker.take(finding({ evidence: ["oom-kill: killed process 1"] }));
    expect([...tracker.open.values()][0]?.reasons).toContain("about crash");
  });
  it("grows with the hosts it reaches", () => {
    const { tracker } = world();
    for (const [i, host] of ["a", "b", "c"].entries())
      tracker.take(
        finding({
          kind: "new-pattern",
          score: 0.995,
          evidence: ["x"],
          stream: stream(host, "u"),
          time: start + i,
        }),
      );
    expect([...tracker.open.values()][0]?.severity).toBe("warning");
    for (const [i, host] of ["d", "e"].entries())
      tracker.take(
        finding({
          kind: "new-pattern",
          score: 0.99999,
          evidence: ["x"],
          stream: stream(host, "u"),
          time: start + 9 + i,
        }),
      );
    expect([...tracker.open.values()][0]?.severity).toBe("critical");
  });
});

describe("[ALR-08] a storm", () => {
  it("is told in one summary beyond the limit, with its end", () => {
    const { tracker } = world({ rateLimit: { alerts: 3, per: 10 * minute } });
    const outcomes = Array.from({ length: 12 }, (_, i) =>
      tracker.take(
        finding({
          stream: stream(`host${i}`, "u"),
          pattern: 100 + i,
          kind: "volume",
          template: "",
          time: start + i,
        } as never),
      ),
    ).flat();
    const alerts = outcomes.filter((o) => o.tell);
    // Each pattern is another, so nothing groups them: three alerts, and the storm.
    expect(alerts.length).toBe(4);
    expect(alerts.at(-1)?.anomaly.id).toMatch(/^storm-/);
    const held = [...tracker.open.values()].filter((a) => a.suppressed.some((s) => s.by === "storm"));
    expect(held.length).toBe(9);
    const ends = tracker.tick(start + 11 * minute).filter((o) => o.tell);
    expect(ends).toMatchObject([
      { type: "resolved", anomaly: { title: expect.stringMatching(/^9 more anomalies/) } },
    ]);
  });
});

describe("[ALR-08] what is held back", () => {
  it("is kept with the reason, and told when the hold ends if it goes on", () => {
    const made = world();
    made.holds.push({ by: "maintenance", id: "patching", reason: "updates" });
    expect(made.tracker.take(finding())).toMatchObject([{ type: "suppressed", tell: false }]);
    expect([...made.tracker.open.values()][0]?.suppressed).toMatchObject([
      { by: "maintenance", id: "patching" },
    ]);
    made.tracker.take(finding({ time: start + 10 * minute }));
    made.holds.length = 0;
    expect(told(made.tracker.tick(start + 11 * minute))).toEqual(["firing"]);
  });

  it("is not told at all if it is over by then", () => {
    const made = world();
    made.holds.push({ by: "silence", id: "s", reason: "known" });
    made.tracker.take(finding());
    expect(told(made.tracker.tick(start + 40 * minute))).toEqual([]);
  });
});
