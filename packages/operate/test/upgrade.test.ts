import { join } from "node:path";
import { ProblemError, problem, repoRoot } from "@logstead/base";
import { load } from "@logstead/inventory";
import type { Unit } from "@logstead/stacks";
import { describe, expect, it } from "vitest";
import { type UpgradeSteps, upgradeHosts, upgradeOf } from "../src/up/upgrade.ts";

const loaded = load(join(repoRoot, "infra/environments/lab.yaml"));
if (!loaded.ok) throw new ProblemError(loaded.problems);
const { site } = loaded;

const unit = (component: string, host: string): Unit => ({
  ...{ name: `${component}-${host}`, component, host, playbook: "p.yaml", hash: "1", secrets: [], after: [] },
});
const units = [
  unit("base", "dns01"),
  unit("promtail", "dns01"),
  unit("promtail", "node005"),
  unit("loki", "ocean"),
];
const changes = (op: "replace" | "create") => units.map(({ name }) => ({ name, op }));
const [old, now] = [
  { promtail: "3.6.3", loki: "3.7.8" },
  { promtail: "3.6.4", loki: "3.7.8" },
];

describe("what is an upgrade", () => {
  it("is a new version of a program on hosts that have it: one after the other, Loki's first", () =>
    expect(upgradeOf(site, old, now, changes("replace"), units)).toEqual({
      programs: [{ name: "promtail", from: "3.6.3", to: "3.6.4" }],
      hosts: [
        { host: "ocean", units: ["loki-ocean"] },
        { host: "dns01", units: ["promtail-dns01"] },
        { host: "node005", units: ["promtail-node005"] },
      ],
    }));

  it("is only Loki's host where only Loki's version changes", () =>
    expect(upgradeOf(site, old, { ...old, loki: "3.8.0" }, changes("replace"), units)?.hosts).toEqual([
      { host: "ocean", units: ["loki-ocean"] },
    ]));

  it.each([
    ["nothing is where versions stay", old, old, "replace"],
    ["nor on hosts that are new", old, now, "create"],
    ["nor where nobody knows what was there", {}, now, "replace"],
  ] as const)("%s", (_, before, after, op) =>
    expect(upgradeOf(site, before, after, changes(op), units)).toBeUndefined(),
  );
});

describe("an upgrade", () => {
  const hosts = ["ocean", "dns01", "node005"].map((host) => ({ host, units: [`u-${host}`] }));
  const upgrade = { programs: [{ name: "promtail", from: "1.0.0", to: "2.0.0" }], hosts };
  const wrong = problem("x", "lost");
  const run = async (failing: Partial<Record<"apply" | "back" | "probe", string>>) => {
    const did: string[] = [];
    const step = (name: "apply" | "back" | "probe") => async (about: string | string[]) => {
      did.push(`${name} ${about}`);
      return String(about) === failing[name] ? [wrong] : [];
    };
    const steps = { apply: step("apply"), back: step("back"), probe: step("probe") } as UpgradeSteps;
    return { problems: await upgradeHosts(upgrade, steps), did };
  };

  it("probes each host before the next", async () => {
    const { problems, did } = await run({});
    expect(problems).toEqual([]);
    expect(did).toEqual(hosts.flatMap(({ host }) => [`apply u-${host}`, `probe ${host}`]));
  });

  it("takes back the host whose lines do not arrive, and touches no other", async () => {
    const { problems, did } = await run({ probe: "dns01" });
    expect(did).toEqual(["apply u-ocean", "probe ocean", "apply u-dns01", "probe dns01", "back u-dns01"]);
    expect(problems).toEqual([
      expect.objectContaining({
        code: "upgrade-taken-back",
        path: "hosts.dns01",
        fix: expect.stringContaining("not upgraded: node005"),
      }),
    ]);
    expect(problems[0]?.message).toContain("promtail 2.0.0 back to 1.0.0");
  });

  it("says when that fails as well, and why", async () => {
    const { problems } = await run({ probe: "dns01", back: "u-dns01" });
    expect(problems).toEqual([expect.objectContaining({ code: "upgrade-not-taken-back" }), wrong]);
  });

  it("ends at a host that could not be upgraded: its role has put back what it had changed", async () => {
    const { problems, did } = await run({ apply: "u-dns01" });
    expect(problems).toEqual([wrong]);
    expect(did.at(-1)).toBe("apply u-dns01");
  });
});
