import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { load, loadText, notes, withoutEffect } from "@logstead/inventory";
import { describe, expect, onTestFinished, test } from "vitest";
import { unread } from "./detector-file.ts";
import { differences, effectsOf } from "./effects.ts";
import { type Leaf, leaves } from "./leaves.ts";
import { bases } from "./sites.ts";
import { effectOf, effectTogether } from "./try.ts";

const all = leaves();
const below = ({ name }: Leaf, setting: string) =>
  name === setting || (name.startsWith(setting) && /^[.[(]/.test(name.slice(setting.length)));
const listed = all.filter(
  (leaf) =>
    notes.some((note) => below(leaf, note)) ||
    withoutEffect.some(
      ({ setting, but = [] }) => below(leaf, setting) && !but.some((key) => below(leaf, `${setting}.${key}`)),
    ),
);

/** Settings that exist for a check alone: a site that is right without the change and refused with it. */
const checked: Record<string, { right: string; wrong: string; code: string }> = {
  "hosts.<name>.ports.<name>.port": {
    right: "{port: 8090, address: 0.0.0.0}",
    wrong: "{port: 8085, address: 0.0.0.0}",
    code: "port-clash",
  },
  "hosts.<name>.ports.<name>.protocol": {
    right: "{port: 8085, address: 0.0.0.0, protocol: udp}",
    wrong: "{port: 8085, address: 0.0.0.0, protocol: tcp}",
    code: "port-clash",
  },
  "hosts.<name>.ports.<name>.address": {
    right: "{port: 8085, address: 192.168.1.143}",
    wrong: "{port: 8085, address: 127.0.0.1}",
    code: "port-clash",
  },
};

/** Settings with one valid value: there is no other one to compare with. */
const fixed = all.filter(
  ({ schemas }) =>
    schemas.length === 1 && schemas[0]?.const !== undefined && schemas[0].const === schemas[0].default,
);

/** What has a test of its own below. */
const elsewhere = new Set([...Object.keys(checked), ...fixed.map(({ name }) => name), "include"]);

describe("every setting has an effect", () => {
  const acting = all.filter((leaf) => !listed.includes(leaf) && !elsewhere.has(leaf.name));
  test.each(acting.map((leaf) => [leaf.name, leaf] as const))("%s", (_, leaf) => {
    expect(effectOf(leaf), "an effect on one of the sites (docs/recipes/add-a-setting.md)").toBeDefined();
  });

  test.each(Object.entries(checked))("%s, for a check", (_, { right, wrong, code }) => {
    const codes = (wiki: string) => {
      const loaded = loadText(`
site: {name: home}
hosts:
  ocean: {address: 192.168.1.143, roles: [agent, loki, detector], ports: {wiki: ${wiki}}}
`);
      return loaded.ok ? [] : loaded.problems.map((problem) => problem.code);
    };
    expect(codes(right)).toEqual([]);
    expect(codes(wrong)).toEqual([code]);
  });

  test("include", () => {
    const folder = mkdtempSync(join(tmpdir(), "logstead-settings-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const site = "site: {name: home}\nhosts:\n  ocean: {address: 192.168.1.143, roles: [agent, loki]}\n";
    writeFileSync(join(folder, "more.yaml"), "levels: {case: lower}\n");
    const [without, including] = ["", "include: [more.yaml]\n"].map((line, i) => {
      writeFileSync(join(folder, "home.yaml"), line + site);
      const loaded = load(join(folder, "home.yaml"));
      if (!loaded.ok) throw new Error(`${i}: ${JSON.stringify(loaded.problems)}`);
      return effectsOf(loaded.site);
    });
    expect(without && including && differences(without, including)).not.toEqual([]);
  });

  test("a setting of `defaults` or of a group is that of its hosts", () => {
    const host = "{address: 192.168.1.143, roles: [agent, loki]";
    const sites = [
      `hosts: {ocean: ${host}, timezone: Asia/Tokyo}}`,
      `hosts: {ocean: ${host}}}\ndefaults: {timezone: Asia/Tokyo}`,
      `hosts: {ocean: ${host}, groups: [far]}}\ngroups: {far: {timezone: Asia/Tokyo}}`,
    ].map((text) => loadText(`site: {name: home}\n${text}`));
    expect(sites.map((one) => one.ok && one.site.hosts.ocean?.settings.timezone)).toEqual(
      Array(3).fill("Asia/Tokyo"),
    );
  });
});

describe("settings without effect", () => {
  test("each entry of the lists is a setting", () => {
    for (const setting of [...notes, ...withoutEffect.map((one) => one.setting)])
      expect(
        all.some((leaf) => below(leaf, setting)),
        setting,
      ).toBe(true);
    for (const { setting, but = [] } of withoutEffect)
      for (const key of but)
        expect(
          all.some((leaf) => below(leaf, `${setting}.${key}`)),
          key,
        ).toBe(true);
  });

  const set = new Set<Leaf>();
  test.each(bases.map((base) => [base.name, base] as const))("none of them changes site %s", (_, base) => {
    const together = effectTogether(base, listed);
    for (const leaf of together.set) set.add(leaf);
    // Where this fails, one of them has an effect now: it leaves the list.
    expect(together.effects).toEqual([]);
  });

  test("each of them was set to another valid value", () => {
    // An embedder that reads a model file and the file, which has an effect, can only be set together.
    const tied = ["detector.model.embedder"];
    expect(listed.filter((leaf) => !set.has(leaf)).map(({ name }) => name)).toEqual(tied);
  });

  test("the detector's service does not ask for what its settings hold in vain", () => {
    const service = globSync("packages/detector/src/**/*.ts", { cwd: repoRoot })
      .filter((file) => !/\/src\/(settings\.ts|bench\/)/.test(file))
      .map((file) => readFileSync(join(repoRoot, file), "utf8"))
      .join("\n");
    for (const path of unread) {
      const last = path.at(-1) as string;
      const parent = path.at(-2) ?? "settings(\\(\\))?";
      expect(service, last).not.toMatch(
        new RegExp(`\\b${parent}\\.${last}\\b|\\b${last}\\b[^{}]*\\} = (settings|${parent})\\b`),
      );
    }
  });
});
