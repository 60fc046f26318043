import type { Message } from "@logstead/lab";
import { describe, expect, it } from "vitest";
import { channelTimes, toldOf } from "../src/load/alerts.ts";

const at = Date.UTC(2026, 0, 2);
const planted = (name: string) => ({ name, host: "dns01", at });
const message = (name: string, more: Partial<Message>): Message => ({
  ...{ at: at + 2000, channel: "email", event: "firing", severity: "critical", host: "dns01" },
  ...{ title: `dns01: test of the alerts: LOGSTEAD-TEST-ANOMALY ${name}`, link: "", evidence: [] },
  ...more,
});

describe("what was told of a planted line", () => {
  it("is counted by channel, timed by the first message, and not mixed with its end or other lines", () => {
    const told = toldOf(planted("bench-1-0001"), [
      message("bench-1-0001", {}),
      message("bench-1-0001", { at: at + 2500, channel: "slack" }),
      message("bench-1-0001", { at: at + 9000, channel: "slack", event: "updated" }),
      message("bench-1-0001", { at: at + 12_000, event: "resolved" }),
      message("bench-1-0002", { channel: "pagerduty" }),
      message("", { channel: "pagerduty", title: "dns01: new line: LOGSTEAD-TEST-ANOMALY bench-1-0001" }),
    ]);
    expect(told).toEqual({
      ...planted("bench-1-0001"),
      seconds: { email: 2, slack: 2.5 },
      counts: { email: 1, slack: 2 },
      ended: ["email"],
    });
  });

  it("is summed up by channel: half, the slowest of a hundred, missed, doubled", () => {
    const all = Array.from({ length: 100 }, (_, n) => {
      const name = `bench-1-${String(n).padStart(4, "0")}`;
      const mails = [message(name, { at: at + (n + 1) * 100 })];
      return toldOf(planted(name), n === 7 ? [...mails, ...mails] : n === 8 ? [] : mails);
    });
    expect(channelTimes(all, "email")).toEqual({ p50: 5.1, p99: 10, missed: 1, doubled: 1 });
    expect(channelTimes(all, "slack")).toEqual({ p50: undefined, p99: undefined, missed: 100, doubled: 0 });
  });
});
