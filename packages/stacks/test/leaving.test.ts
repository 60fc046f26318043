import { globSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, repoRoot } from "@logstead/base";
import { load } from "@logstead/inventory";
import { components, siteTree } from "@logstead/templates";
import { describe, expect, it } from "vitest";
import { leavingOf } from "../src/index.ts";

const inventories = globSync(["infra/environments/*.yaml", "examples/*.yaml"], { cwd: repoRoot });

function rendered(file: string) {
  const loaded = load(join(repoRoot, file));
  if (!loaded.ok) throw new ProblemError(loaded.problems);
  const result = siteTree(loaded.site);
  if (!result.ok) throw new ProblemError(result.problems);
  return { site: loaded.site, tree: result.tree };
}

describe.each(inventories)("what leaves a host of %s", (file) => {
  const { site, tree } = rendered(file);
  const leaving = leavingOf(site, tree);
  const hosts = Object.values(site.hosts).filter(({ settings }) => settings.platform !== "windows");
  const onHost = (name: string) =>
    [...tree.files.keys()].flatMap((path) =>
      path.startsWith(`hosts/${name}/`) ? [path.slice(`hosts/${name}`.length)] : [],
    );

  it.each(hosts.map(({ name }) => name))("is every rendered file of %s, once", (name) => {
    const files = leaving.filter(({ host }) => host === name).flatMap((one) => one.files);
    expect(files.sort()).toEqual(onHost(name).sort());
  });

  it.each(hosts.map(({ name }) => name))("is every unit of %s, once, but slices", (name) => {
    const units = onHost(name).filter((path) => /^\/etc\/systemd\/system\/[^/]+$/.test(path));
    const stopped = leaving.filter(({ host }) => host === name).flatMap((one) => one.services);
    expect(stopped.map((one) => `/etc/systemd/system/${one}`).sort()).toEqual(
      units.filter((path) => !path.endsWith(".slice")).sort(),
    );
  });

  it("is all that its components own beside those, and none of what they keep", () => {
    for (const host of hosts) {
      const here = components.filter(({ on }) => on(host, site));
      const owned = leaving.filter((one) => one.host === host.name).flatMap((one) => one.owned);
      expect(owned).toEqual(expect.arrayContaining(here.flatMap((one) => one.owns(site))));
      const removed = leaving.filter((one) => one.host === host.name).flatMap((one) => one.files);
      const data = here.flatMap((one) => one.data(site));
      expect([...removed, ...owned].filter((path) => data.some((one) => path.startsWith(one)))).toEqual([]);
    }
  });
});

it("stops a collector before the Loki beside it, and lets nginx, rsyslog and journald read what is left", () => {
  const { site, tree } = rendered("infra/environments/lab.yaml");
  const of = (name: string) => leavingOf(site, tree).find((one) => one.name === name);
  const loki = of("loki-ocean");
  const at = (unit: string) => loki?.services.indexOf(unit) ?? -1;
  expect(at("promtail.service")).toBeGreaterThan(-1);
  expect(at("promtail.service")).toBeLessThan(at("loki.service"));
  expect(loki?.readers).toEqual(["nginx.service"]);
  expect(of("base-ocean")?.readers).toEqual(["rsyslog.service", "systemd-journald.service"]);
  expect(of("base-dns01")?.readers).toEqual(["systemd-journald.service"]);
});
