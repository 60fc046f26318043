import { describe, expect, it } from "vitest";
import { compareStreams } from "../../src/collect/series/compare.ts";
import { predictStreams } from "../../src/collect/series/predict.ts";
import { siteOfText } from "../support/sites.ts";

const site = siteOfText(`
site: {name: case, stage: test}
hosts:
  one:
    address: 10.0.0.1
    roles: [agent, loki, syslog]
    sources: {app: {type: files, paths: [/srv/app.log], service: app, component: shop}}
devices: {switch: {address: 10.0.0.20}}
`);
const predicted = predictStreams(site, () => 4);
const fixed = { tenant: "homelab", stage: "test" };
const app = { ...fixed, service: "app", component: "shop", job: "app", host: "one", source: "app" };

describe("predicted streams", () => {
  it("name every label, with values that lines bring as <name>", () => {
    const [first] = predicted;
    expect(first).toMatchObject({ host: "one", source: "app", streams: 4, used: 8, budget: 15 });
    expect(first?.labels).toEqual({ ...app, level: "<level>" });
    const journal = predicted.find(({ source }) => source === "journal");
    expect(journal?.labels).toMatchObject({ unit: "<unit>", level: "<level>", job: "journal" });
    expect(predicted.filter(({ source }) => source === "syslog").map(({ labels }) => labels.host)).toEqual([
      "switch",
    ]);
  });

  it("are compared with what Loki has: matching, missing, unexpected", () => {
    const stranger = { ...app, pid: "7" };
    const result = compareStreams(predicted, [
      { ...app, level: "INFO", service_name: "app" },
      { ...app },
      { ...app, host: "other" },
      stranger,
    ]);
    expect(result.matching.map(({ predicted: { source }, found }) => [source, found])).toEqual([["app", 2]]);
    expect(result.missing.map(({ source }) => source)).toEqual(["journal", "syslog"]);
    expect(result.unexpected).toEqual([{ ...app, host: "other" }, stranger]);
  });
});
