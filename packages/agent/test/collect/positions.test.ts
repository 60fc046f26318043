import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectorOf } from "../../src/collect/collector.ts";
import { toAlloy, toPromtail } from "../../src/collect/positions/convert.ts";
import { readPositions, writeAlloy, writePromtail } from "../../src/collect/positions/file.ts";
import { siteOfText } from "../support/sites.ts";

const site = siteOfText(`
site: {name: case}
hosts:
  one:
    address: 10.0.0.1
    roles: [agent, loki, gateway]
    platform: wsl2
    containerEngine: podman
    containerLogs: podmanFiles
    sources: {app-logs: {type: files, paths: [/srv/app/*.log], exclude: [/srv/app/noise.log]}}
`);
const model = collectorOf(site, site.hosts.one as NonNullable<typeof site.hosts.one>);
const ctr = "/var/lib/containers/storage/overlay-containers/4f2a/userdata/ctr.log";

describe("positions", () => {
  it("go from Promtail to the components of Alloy under the keys these look for", () => {
    const promtail = `positions:
  cursor-journal: s=91f;i=2a;b=77;m=1;t=5f;x=9
  /srv/app/a.log: "120"
  /srv/app/noise.log: "7"
  /mnt/f/flatnet/logs/error.log: "5"
  ${ctr}: "9007199254740993"
`;
    const targets = [{ targets: ["localhost"], labels: { __path__: ctr, container: "forgejo" } }];
    const { files, leftOut } = toAlloy(model, readPositions(promtail), targets);
    expect(Object.fromEntries(files.map(({ path, text }) => [path, readPositions(text)]))).toEqual({
      "loki.source.journal.journal/positions.yml": [
        { path: "cursor-loki.source.journal.journal", labels: "", value: "s=91f;i=2a;b=77;m=1;t=5f;x=9" },
      ],
      "loki.source.file.app_logs/positions.yml": [{ path: "/srv/app/a.log", labels: "{}", value: "120" }],
      "loki.source.file.gateway/positions.yml": [
        { path: "/mnt/f/flatnet/logs/error.log", labels: '{kind="gateway-error"}', value: "5" },
      ],
      "loki.source.file.containers/positions.yml": [
        { path: ctr, labels: '{container="forgejo"}', value: "9007199254740993" },
      ],
    });
    expect(leftOut).toEqual([{ path: "/srv/app/noise.log", reason: "no source of this host reads it" }]);
  });

  it("come back to Promtail as they were", () => {
    const before = [
      { path: "cursor-journal", labels: "", value: "s=91f;i=2a" },
      { path: "/srv/app/a.log", labels: "", value: "120" },
    ];
    const { files } = toAlloy(model, before);
    const components = Object.fromEntries(files.map(({ path, text }) => [path, readPositions(text)]));
    const { text, leftOut } = toPromtail(model, components);
    expect(readPositions(text)).toEqual(before);
    expect(leftOut).toEqual([]);
  });

  it.each([
    ["an empty file", ""],
    ["no positions", "positions: {}\n"],
    ["null", "positions:\n"],
  ])("are none in %s", (_, text) => expect(readPositions(text)).toEqual([]));

  it.each([
    ["zero bytes of a crash", "\0\0\0\0"],
    ["half a file", 'positions:\n  /a: "1'],
    ["something else", "- 1\n"],
  ])("are refused in %s", (_, text) => {
    expect(() => readPositions(text, "positions.yaml")).toThrow(/positions-damaged/);
  });

  it("survive any path and label", () => {
    const position = fc.record({
      path: fc.string({ minLength: 1, unit: "grapheme" }).map((text) => `/${text}`),
      labels: fc.string({ unit: "grapheme" }),
      value: fc.nat().map(String),
    });
    fc.assert(
      fc.property(fc.uniqueArray(position, { selector: ({ path }) => path }), (positions) => {
        expect(readPositions(writeAlloy(positions))).toEqual(positions);
        expect(readPositions(writePromtail(positions))).toEqual(
          positions.map((one) => ({ ...one, labels: "" })),
        );
      }),
      { seed: Number(process.env.LOGSTEAD_SEED ?? 1) },
    );
  });
});
