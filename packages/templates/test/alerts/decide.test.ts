import { describe, expect, it } from "vitest";
import { answer } from "../../src/products/alerts/code/answer.js";
import { check } from "../../src/products/alerts/code/check.js";
import { decide } from "../../src/products/alerts/code/decide.js";
import { summaries } from "../../src/products/alerts/code/summaries.js";
import type { Alert, Row } from "../../src/products/alerts/code/types.ts";
import { settingsOf } from "../../src/products/alerts/settings.ts";
import { alert } from "./alert.ts";
import { siteWithChannels } from "./site.ts";

const settings = settingsOf(siteWithChannels("  rateLimit: {alerts: 3, per: 10m}\n  dedupWindow: 1h"));
const minute = 60_000;
const chat = { ...settings, severities: { critical: ["chat"], warning: ["chat"], info: ["chat"] } };

/** A table in memory: what each delivery decides, and what its sending makes of its row. */
function table() {
  const rows: Row[] = [];
  return {
    rows,
    /** Claims at a time; the decision comes later where `meanwhile` claims too. */
    claim(one: Alert, now: number): Row {
      const [made] = check(one, chat, String(rows.length), now).filter(
        (it) => it.kind === "alert" && it.row.channel === "chat",
      );
      if (made?.kind !== "alert") throw new Error("no claim");
      const row = { ...made.row, id: rows.length + 1 } as Row;
      rows.push(row);
      return row;
    },
    decide(one: Alert, row: Row, now: number, sent = true) {
      const history = rows.filter((it) => it.fingerprint === row.fingerprint);
      const [decision] = decide(
        one,
        [row],
        history,
        rows.filter((it) => it.counted === 1),
        chat,
        now,
      );
      if (!decision) throw new Error("no decision");
      Object.assign(row, { state: decision.state, counted: decision.counted, lease: decision.lease });
      if (decision.state === "claimed" && sent)
        Object.assign(row, { state: "sent", lease: 0, thread: `ts${row.id}` });
      else if (decision.state === "claimed") Object.assign(row, { state: "failed", lease: 0, counted: 0 });
      return decision;
    },
    deliver(one: Alert, now = 0, sent = true) {
      return this.decide(one, this.claim(one, now), now, sent);
    },
  };
}

describe("what a channel gets", () => {
  it("[ALR-03] is one message for one key, however often it is delivered", () => {
    const t = table();
    expect(t.deliver(alert()).outcome).toBe("sent");
    expect(t.deliver(alert()).outcome).toBe("already");
  });

  it("[ALR-03] is one message for deliveries at once: the first claim sends, the others ask again", () => {
    const t = table();
    const rows = [1, 2, 3].map(() => t.claim(alert(), 0));
    const outcomes = rows.toReversed().map((row) => decide(alert(), [row], t.rows, [], chat, 0)[0]?.outcome);
    expect(outcomes).toEqual(["busy", "busy", "sent"]);
  });

  it("is sent by the next delivery when an execution never came back", () => {
    const t = table();
    t.claim(alert(), 0);
    expect(t.deliver(alert(), chat.lease - 1).outcome).toBe("busy");
    expect(t.deliver(alert(), chat.lease + 1).outcome).toBe("sent");
  });

  it("is sent again after a failure, by the same key", () => {
    const t = table();
    t.deliver(alert(), 0, false);
    expect(t.deliver(alert()).outcome).toBe("sent");
    expect(t.deliver(alert()).outcome).toBe("already");
  });

  it("[ALR-03] is one message for equal alerts within the window, unless it became graver or was over", () => {
    const t = table();
    t.deliver(alert({ severity: "warning" }), 0);
    expect(
      t.deliver(alert({ sequence: 2, event: "updated", severity: "warning" }), 59 * minute).outcome,
    ).toBe("deduplicated");
    expect(
      t.deliver(alert({ sequence: 3, event: "updated", severity: "critical" }), 59 * minute),
    ).toMatchObject({ outcome: "sent", root: "ts1" });
    expect(t.deliver(alert({ sequence: 4, event: "updated" }), 120 * minute)).toMatchObject({
      outcome: "sent",
      root: "ts1",
    });
    expect(t.deliver(alert({ sequence: 5, event: "resolved" }), 121 * minute)).toMatchObject({
      outcome: "sent",
      root: "ts1",
    });
    expect(t.deliver(alert({ anomaly: "a2", fingerprint: "f-a1" }), 122 * minute)).toMatchObject({
      outcome: "sent",
      root: "",
    });
  });

  it("is no end where there was no beginning, and no beginning after its end", () => {
    const t = table();
    t.deliver(alert(), 0, false);
    expect(t.deliver(alert({ sequence: 2, event: "resolved" })).outcome).toBe("unheard");
    expect(t.deliver(alert()).outcome).toBe("superseded");
  });

  it("[ALR-04] is held beyond the rate limit, and the last one before says so; ends are never held", () => {
    const t = table();
    const sent = [1, 2, 3, 4, 5].map((i) => t.deliver(alert({ anomaly: `s${i}` }), i));
    expect(sent.map((one) => one.outcome)).toEqual(["sent", "sent", "sent", "held", "held"]);
    expect(sent.map((one) => one.full ?? false)).toEqual([false, false, true, false, false]);
    expect(t.deliver(alert({ anomaly: "s1", sequence: 2, event: "resolved" }), 6).outcome).toBe("sent");
    expect(t.deliver(alert({ anomaly: "s4" }), 7).outcome).toBe("held");
    expect(t.deliver(alert({ anomaly: "s6" }), 11 * minute).outcome).toBe("sent");
  });

  it("[ALR-04] counts alerts at once in the order of their claims", () => {
    const t = table();
    const all = Array.from({ length: 8 }, (_, i) => alert({ anomaly: `p${i}` }));
    const rows = all.map((one) => t.claim(one, 0));
    const outcomes = rows.map((row, i) => decide(all[i] as Alert, [row], [row], t.rows, chat, 0)[0]?.outcome);
    expect(outcomes.filter((one) => one === "sent")).toHaveLength(3);
    expect(outcomes.filter((one) => one === "held")).toHaveLength(5);
  });
});

describe("what was held", () => {
  it("[ALR-04] is due when its first has waited for the whole time, and not while another summary is at it", () => {
    const t = table();
    for (const i of [1, 2, 3, 4, 5]) t.deliver(alert({ anomaly: `s${i}` }), i * minute);
    const held = t.rows.filter((row) => row.state === "held");
    expect(summaries(held, chat, "9", 13 * minute)).toEqual([]);
    const due = summaries(held, chat, "9", 14 * minute);
    expect(due.map((one) => [one.id, one.state, one.claim])).toEqual([
      [4, "summarising", "9:chat"],
      [5, "summarising", "9:chat"],
    ]);
    for (const row of held) Object.assign(row, { state: "summarising", lease: 20 * minute });
    expect(summaries(held, chat, "10", 15 * minute)).toEqual([]);
    expect(summaries(held, chat, "10", 21 * minute)).toHaveLength(2);
  });
});

describe("what the sender is told", () => {
  const decisions = ["mail", "chat", "pager"].map((channel) => ({ channel, outcome: "sent" }) as never);
  const failed = (retry: number) => ({ channel: "chat", state: "failed", reason: "500", retry }) as never;

  it("is success only when nothing is left to do", () => {
    expect(answer("k", decisions, []).status).toBe(200);
    expect(answer("k", decisions, [failed(7)])).toEqual({
      status: 502,
      answer: {
        key: "k",
        channels: {
          mail: { outcome: "sent" },
          chat: { outcome: "failed", reason: "500" },
          pager: { outcome: "sent" },
        },
        retryAfter: 7,
      },
    });
    expect(answer("k", [{ channel: "mail", outcome: "busy" } as never], [])).toMatchObject({
      status: 409,
      answer: { retryAfter: 5 },
    });
  });
});
