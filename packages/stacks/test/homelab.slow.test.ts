import { secret } from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HomelabSettings } from "../src/homelab/homelab.ts";
import type { Leaving, Unit } from "../src/units/unit.ts";
import { type Inline, inlineStack } from "./support/inline.ts";

const unit = (component: string, host: string, hash: string, more: Partial<Unit> = {}): Unit => ({
  ...{ name: `${component}-${host}`, component, host, playbook: `${component}.yaml`, hash },
  ...{ secrets: [], after: [], ...more },
});

const leaves = (component: string, host: string): Leaving => ({
  ...{ name: `${component}-${host}`, component, host, connection: { ansible_host: host } },
  ...{
    services: [`${component}.service`],
    files: [`/etc/${component}.yaml`],
    owned: [`/etc/${component}/tls`],
    readers: [],
  },
});

const first: HomelabSettings = {
  tree: "1",
  units: [
    unit("base", "ocean", "1"),
    unit("base", "dns01", "1"),
    unit("promtail", "ocean", "1", { secrets: ["token"], after: ["base-ocean"] }),
    unit("promtail", "dns01", "1", { secrets: ["token"], after: ["base-dns01"] }),
  ],
  leaving: [leaves("promtail", "ocean"), leaves("promtail", "dns01")],
  secrets: { token: secret("planted-secret-value") },
};

/** The same with another hash for one unit. */
const changed = (name: string, hash: string): HomelabSettings => ({
  ...first,
  tree: `${name} ${hash}`,
  units: first.units.map((one) => (one.name === name ? { ...one, hash } : one)),
});

describe.each(["create-first", "delete-first"] as const)("a stack that replaces %s", (order) => {
  let inline: Inline;
  beforeAll(async () => {
    inline = await inlineStack(first, order);
  });
  afterAll(() => inline?.remove());

  const up = async (settings: HomelabSettings) => {
    inline.settings = settings;
    const { summary } = await inline.stack.up({ continueOnError: true });
    return { did: inline.did(), changes: summary.resourceChanges };
  };

  it("applies every unit once, with its secrets in the environment", async () => {
    const { did } = await up(first);
    expect(did).toEqual([
      "applied keep",
      "apply base-dns01",
      "apply base-ocean",
      "apply promtail-dns01 with a token",
      "apply promtail-ocean with a token",
    ]);
  });

  it("keeps no secret in clear in its state, also where a command printed it", () => {
    expect(inline.stateText()).toContain("promtail-ocean");
    expect(inline.stateText()).not.toContain("planted-secret-value");
  });

  it("does nothing for an unchanged site", async () => {
    expect(await up(first)).toEqual({ did: [], changes: { same: 9 } });
  });

  it("applies only the unit whose content changed, and takes nothing off its host", async () => {
    expect((await up(changed("promtail-dns01", "2"))).did).toEqual([
      "applied keep",
      "apply promtail-dns01 with a token",
    ]);
  });

  it("goes on at a failed unit the next time, and finishes the others before", async () => {
    inline.fail("promtail-ocean");
    const both = { ...first, tree: "3", units: first.units.map((one) => ({ ...one, hash: "3" })) };
    inline.settings = both;
    await expect(inline.stack.up({ continueOnError: true })).rejects.toThrow(/task X failed on ocean/);
    const did = inline.did();
    expect(did).toContain("apply promtail-dns01 with a token");
    expect(did).not.toContain("applied keep");
    inline.fail(undefined);
    expect((await up(both)).did).toEqual(["applied keep", "apply promtail-ocean with a token"]); // sorted
  });

  it("takes what leaves the inventory off its host, and only that", async () => {
    const units = changed("", "").units.map((one) => ({ ...one, hash: "3" }));
    const { did } = await up({
      ...first,
      tree: "3",
      units: units.filter(({ name }) => name !== "promtail-dns01"),
      leaving: first.leaving.filter(({ host }) => host !== "dns01"),
    });
    expect(did).toHaveLength(1);
    expect(did[0]).toMatch(
      /^decommission dns01 .*"services":\["promtail.service"\].*"files":\["\/etc\/promtail.yaml","\/etc\/promtail\/tls"\]/,
    );
  });

  it("takes everything off at the end", async () => {
    await inline.stack.destroy();
    expect(inline.did().map((line) => line.slice(0, 18))).toEqual(["applied forget", "decommission ocean"]);
  });
});
