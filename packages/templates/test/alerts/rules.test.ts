import { AlertPayload } from "@logstead/channels/alert";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rules } from "../../src/products/alerts/code/rules.js";
import { settingsOf } from "../../src/products/alerts/settings.ts";
import { siteWithChannels } from "./site.ts";

const settings = settingsOf(siteWithChannels());
const now = Date.UTC(2026, 10, 21, 13);
const page = "http://192.168.1.143:3000";
const posted = {
  labels: { alertname: "DiskFull", severity: "critical", host: "ocean" },
  annotations: { summary: "A disk of logs is full" },
  startsAt: "2026-11-21T12:00:00Z",
  endsAt: "2026-11-21T13:04:00Z",
  generatorURL: "http://grafana/explore?left=x",
};
const one = (more: object = {}) => rules([{ ...posted, ...more }], settings, page, now)[0]?.alert;

describe("an alert of Loki's ruler", () => {
  it("has one key from its beginning on, and another at its end", () => {
    expect(one()).toMatchObject({ event: "firing", severity: "critical", hosts: ["ocean"], sequence: 1 });
    expect(one({ endsAt: "2026-11-21T13:09:00Z" })?.key).toBe(one()?.key);
    const over = one({ endsAt: "2026-11-21T12:59:00Z" });
    expect(over).toMatchObject({ event: "resolved", sequence: 2, anomaly: one()?.anomaly });
    expect(over?.key).not.toBe(one()?.key);
  });

  it("is another one on another host, at another time, but not with another severity", () => {
    const other = { labels: { ...posted.labels, host: "dns01" } };
    expect(one(other)?.fingerprint).not.toBe(one()?.fingerprint);
    expect(one({ startsAt: "2026-11-21T12:10:00Z" })?.anomaly).not.toBe(one()?.anomaly);
    expect(one({ labels: { ...posted.labels, severity: "info" } })?.fingerprint).toBe(one()?.fingerprint);
  });

  it("fits the flow's own schema, whatever its labels and times are", () => {
    const text = fc.string({ unit: "binary" });
    const any = fc.record({
      labels: fc.option(fc.dictionary(fc.constantFrom("alertname", "host", "severity", "x"), text)),
      annotations: fc.option(fc.dictionary(fc.constantFrom("summary", "description"), text)),
      startsAt: fc.option(fc.constantFrom("2026-11-21T12:00:00Z", "never", "0001-01-01T00:00:00Z")),
      endsAt: fc.option(fc.constantFrom("2026-11-21T12:30:00Z", "", "0001-01-01T00:00:00Z")),
      generatorURL: fc.option(text),
    });
    fc.assert(
      fc.property(any, (alert) => {
        for (const { alert: made } of rules([alert], settings, page, now))
          expect(AlertPayload.safeParse(made).error).toBeUndefined();
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(rules("nonsense", settings, page, now)).toEqual([]);
  });
});
