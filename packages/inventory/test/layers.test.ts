import { describe, expect, test } from "vitest";
import { loadText } from "../src/index.ts";
import { siteOf } from "./support/texts.ts";

const start = "site: {name: home}\n";
const ocean = "hosts:\n  ocean: {address: 192.168.1.143, roles: [agent, loki]}\n";

/** The settings of host `h` in a site with these layers. */
const settings = (layers: string, host: string) =>
  siteOf(`${start}${layers}${ocean}  h: {address: 192.168.1.9${host && `, ${host}`}}\n`).hosts.h?.settings;

describe("layers: built-in, defaults, groups in order, host", () => {
  const layers = `defaults:
  ssh: {user: deploy, port: 2201}
  labels: {region: eu, cluster: home}
  heartbeat: 2m
groups:
  a: {ssh: {port: 2202}, labels: {cluster: a}, arch: arm64}
  b: {ssh: {port: 2203}}
`;

  test("the nearest layer wins, setting by setting", () => {
    expect(settings(layers, "")?.ssh).toMatchObject({ user: "deploy", port: 2201 });
    expect(settings(layers, "groups: [a]")?.ssh).toMatchObject({ user: "deploy", port: 2202 });
    expect(settings(layers, "groups: [a, b]")?.ssh.port).toBe(2203);
    expect(settings(layers, "groups: [b, a]")?.ssh.port).toBe(2202);
    expect(settings(layers, "groups: [a, b], ssh: {port: 2204}")?.ssh).toMatchObject({
      user: "deploy",
      port: 2204,
    });
  });

  test("mappings join key by key, lists are replaced", () => {
    expect(settings(layers, "groups: [a], labels: {version: v1}")?.labels).toEqual({
      region: "eu",
      cluster: "a",
      version: "v1",
    });
    expect(settings("defaults: {roles: [agent, nginx]}\n", "roles: [agent]")?.roles).toEqual(["agent"]);
  });

  test("what no layer says is built in, and a group says only what it says", () => {
    const host = settings(layers, "groups: [a]");
    expect(host).toMatchObject({ arch: "arm64", heartbeat: "2m", platform: "linux" });
    expect(host?.baseLogging.journalMaxAge).toBe("14d");
  });

  test("sources are replaced whole, and false removes one", () => {
    const group =
      "groups:\n  web:\n    sources:\n      app: {type: files, paths: [/opt/app/*.log], component: app}\n      db: {type: files, paths: [/opt/db/*.log]}\n";
    const sources = settings(
      group,
      "groups: [web], sources: {app: {type: files, paths: [/srv/*.log]}, db: false}",
    )?.sources;
    expect(sources?.app).toMatchObject({ paths: ["/srv/*.log"] });
    expect(sources?.app).not.toHaveProperty("component");
    expect(sources?.db).toBe(false);
  });

  test("the short form of collector joins with the long one", () => {
    const group = "groups: {g: {collector: {resources: small, client: {rate: 500}}}}\n";
    expect(settings(group, "groups: [g], collector: alloy")?.collector).toMatchObject({
      agent: "alloy",
      resources: "small",
      client: { rate: 500, burst: 20_000 },
    });
    expect(settings("defaults: {collector: alloy}\n", "collector: {resources: small}")?.collector.agent).toBe(
      "alloy",
    );
  });
});

describe("implied sources", () => {
  const names = (host: string, more = "") =>
    siteOf(`${start}${more}${ocean}  h: {address: 192.168.1.9, ${host}}\n`).hosts.h?.derived.sources.map(
      ({ name, implied, source }) => `${implied ? "" : "own "}${name}: ${source.type}`,
    );

  test("a journal everywhere but on Windows", () => {
    expect(names("platform: linux")).toEqual(["journal: journal"]);
    expect(names("platform: windows")).toEqual([]);
  });
  test("one of one's own takes the place of the implied one", () => {
    expect(names("sources: {sys: {type: journal, units: [sshd]}}")).toEqual(["own sys: journal"]);
    expect(names("sources: {journal: false}")).toEqual([]);
  });
  test.each([
    ["dockerSocket", "containers: docker"],
    ["dockerFiles", "containers: docker-files"],
    ["podmanFiles", "containers: podman-files"],
  ])("containerLogs %s", (way, source) =>
    expect(names(`containerLogs: ${way}`)).toEqual(["journal: journal", source]),
  );
  test("journald adds nothing: the journal is read already", () => {
    expect(names("containerLogs: journald")).toEqual(["journal: journal"]);
  });
  test("the roles syslog and gateway", () => {
    expect(names("roles: [agent, syslog]")).toContain("syslog: syslog");
    expect(names("platform: wsl2, roles: [agent, gateway]")).toContain("gateway: mount");
    expect(names("platform: windows, roles: [agent, gateway]", "gateway: {collector: windows}\n")).toEqual([
      "gateway: windows",
    ]);
  });
});

describe("places", () => {
  const place = (text: string) => {
    const loaded = loadText(text, "home.yaml");
    return (loaded.ok ? [] : loaded.problems).map((p) => `${p.line}:${p.column} ${p.path}`);
  };

  test("through an alias: where the value was written", () => {
    const text = `${start}groups:\n  a: &a\n    platfrom: linux\n  b: *a\n${ocean}`;
    expect(place(text)).toEqual(["4:5 groups.a.platfrom"]);
  });
  test("through a merge key, and past it when the own key wins", () => {
    const text = `${start}groups:\n  a: &a {arch: amd64}\n  b:\n    <<: *a\n    arch: riscv\n${ocean}`;
    expect(place(text)).toEqual(["6:11 groups.b.arch"]);
  });
  test("through a list of merge keys: the first that has the key", () => {
    const text = `${start}groups:\n  a: &a {labels: {region: eu}}\n  b: &b {arch: riscv}\n  c: {<<: [*a, *b]}\n${ocean}`;
    expect(place(text)).toEqual(["4:16 groups.b.arch"]);
  });
  test("of what is missing: the key it is missing in", () => {
    expect(place(`${start}${ocean}  dns01:\n    roles: [agent]\n`)).toEqual(["4:3 hosts.dns01.address"]);
    expect(place(`${start}${ocean}  dns01:\n`)).toEqual(["4:3 hosts.dns01.address"]);
  });
  test("letters of several code units count as the editor counts them", () => {
    expect(place(`site: {description: "日本語 📦", nam: home}\n${ocean}`)).toEqual(["1:31 site.nam"]);
  });
});

describe("entries beside the built-in ones", () => {
  test("[INV-09][INV-18][INV-20] one log kind, field or level name that is written does not take the others away", () => {
    const site = siteOf(
      `${start}logKinds: {system: {retentionDays: 30, rotation: weekly}}
fields: {model: {as: label}, cursor: {as: structuredMetadata}}
labels: {allowed: [job, model]}
levels: {aliases: {warning: ERROR}}
${ocean}`,
    );
    expect(site.logKinds.system).toMatchObject({ retentionDays: 30, rotation: "weekly" });
    expect(site.logKinds["gateway-error"]?.retentionDays).toBe(30);
    expect(site.fields.cursor?.as).toBe("structuredMetadata");
    expect(site.fields.user_id).toEqual({ as: "structuredMetadata", redact: true });
    expect(site.levels.aliases).toMatchObject({ warning: "ERROR", CRITICAL: "FATAL" });
    expect(site.levels.aliases).not.toHaveProperty("WARNING");
  });
});
