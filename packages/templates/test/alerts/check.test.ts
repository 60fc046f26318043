import { AlertPayload } from "@logstead/channels/alert";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, misfit } from "../../src/products/alerts/code/check.js";
import { settingsOf } from "../../src/products/alerts/settings.ts";
import { siteWith } from "../site/sites.ts";
import { alert } from "./alert.ts";
import { siteWithChannels } from "./site.ts";

const settings = { ...settingsOf(siteWithChannels()), digest: "d1" };
const checked = (body: unknown) => check(body, settings, "7", 1000);
const channelsOf = (body: unknown) => checked(body).map((one) => one.kind === "alert" && one.row.channel);

describe("what a request is", () => {
  it("is a claim for each channel of its severity", () => {
    expect(channelsOf(alert({ severity: "info" }))).toEqual(["mail"]);
    expect(channelsOf(alert({ severity: "warning" }))).toEqual(["mail", "chat"]);
    expect(channelsOf(alert({ severity: "critical" }))).toEqual(["mail", "chat", "pager"]);
    expect(channelsOf(alert({ severity: "info", event: "resolved" }))).toEqual(["mail", "chat", "pager"]);
  });

  it("is a claim for every channel where the site routes no severities, for none where it leaves one out", () => {
    const mail = "mail: {type: email, to: [a@b.example], from: c@b.example, smtp: 'd:25'}";
    const of = (more: string) =>
      settingsOf(siteWith(`n8n: {url: "http://n8n:5678"}\nalerting: {channels: {${mail}}${more}}`))
        .severities;
    expect(of("")).toEqual({ info: ["mail"], warning: ["mail"], critical: ["mail"] });
    expect(of(", severities: {critical: [mail]}")).toEqual({ info: [], warning: [], critical: ["mail"] });
  });

  it("[ALR-08] is answered at once when it is suppressed, unless it is an end", () => {
    const suppressed = [{ by: "maintenance", id: "m1", reason: "new disks" }];
    expect(checked(alert({ suppressed }))).toEqual([
      {
        kind: "answer",
        status: 200,
        answer: { key: "a1:1", reason: "maintenance: new disks", channels: {} },
      },
    ]);
    expect(channelsOf(alert({ suppressed, event: "resolved" }))).toHaveLength(3);
  });

  it("is answered with the flow's digest when it is a ping", () => {
    const [one] = checked({ version: 1, ping: true });
    expect(one).toMatchObject({ kind: "answer", status: 200, answer: { digest: "d1" } });
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "the body is no object"],
    ["a list", [], "the body is no object"],
    ["no fingerprint", { ...alert(), fingerprint: undefined }, "the body has no fingerprint"],
    [
      "an empty fingerprint",
      alert({ fingerprint: "" }),
      "fingerprint does not match ^[0-9A-Za-z_.:-]{1,128}$",
    ],
    ["another version", { ...alert(), version: 2 }, "version is not 1"],
    ["an unknown severity", { ...alert(), severity: "fatal" }, "severity is none of info, warning, critical"],
    ["a host that is no text", { ...alert(), hosts: ["ocean", 5] }, "hosts[1] is no text"],
    [
      "a link that is none",
      alert({ link: "javascript:alert(1)" }),
      "link does not match ^https?:\\/\\/[^\\s<>|]{1,1000}$",
    ],
    ["a score above 1", alert({ score: 3 }), "score is above 1"],
    ["half a step", alert({ sequence: 1.5 }), "sequence is no integer"],
    [
      "a silence without reason",
      { ...alert(), suppressed: [{ by: "x", id: "y" }] },
      "suppressed[0] has no reason",
    ],
  ])("is refused with the reason: %s", (_, body, reason) => {
    expect(checked(body)).toEqual([{ kind: "refuse", status: 400, answer: { reason, channels: {} } }]);
  });

  it("is refused exactly when the detector's schema refuses it", () => {
    const odd = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.constant(null),
      fc.array(fc.string()),
      fc.object(),
    );
    const keys = Object.keys(AlertPayload.shape);
    fc.assert(
      fc.property(fc.constantFrom(...keys), odd, (key, value) => {
        // Over the wire nothing else than JSON comes.
        const body = JSON.parse(JSON.stringify({ ...alert(), [key]: value }));
        expect(misfit(settings.schema, body) === undefined).toBe(AlertPayload.safeParse(body).success);
      }),
      { numRuns: 2000 },
    );
  });
});
