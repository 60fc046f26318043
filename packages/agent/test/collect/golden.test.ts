import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { alloyConfig } from "../../src/collect/alloy/config.ts";
import { collectorOf } from "../../src/collect/collector.ts";
import { promtailConfig } from "../../src/collect/promtail/config.ts";
import { expectGolden } from "../support/golden.ts";
import { alloy, promtail, unlessAlloy } from "../support/programs.ts";
import { asAlloy, siteOfText } from "../support/sites.ts";

/*
 * One small inventory for each kind of source, with what both programs are given for it. The programs say
 * themselves whether they take it.
 */
const folder = join(import.meta.dirname, "cases");
const cases = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
const golden = (file: string) => join(import.meta.dirname, "golden", file);

const hostsOf = (text: string) => {
  const site = siteOfText(text);
  return Object.values(site.hosts).map((host) => ({ name: host.name, model: collectorOf(site, host) }));
};

describe.each(cases)("%s", (file) => {
  const text = readFileSync(join(folder, file), "utf8");
  const title = file.slice(0, file.indexOf("."));

  for (const { name, model } of file.includes("alloy-only") ? [] : hostsOf(text))
    it(`is rendered for Promtail on ${name}, which takes it`, async () => {
      const path = golden(`${title}.${name}.promtail.yaml`);
      expectGolden(promtailConfig(model), path);
      const check = await execa(promtail, ["-check-syntax", `-config.file=${path}`], { reject: false });
      expect(check.exitCode, check.stderr).toBe(0);
    });

  for (const { name, model } of hostsOf(asAlloy(text))) {
    const path = golden(`${title}.${name}.alloy`);
    it(`is rendered for Alloy on ${name}`, () => expectGolden(alloyConfig(model), path));

    it.skipIf(!alloy)(`${unlessAlloy}Alloy takes it on ${name}, as its formatter writes it`, async () => {
      const check = await execa(alloy as string, ["validate", path], { reject: false });
      expect(check.exitCode, check.stderr).toBe(0);
      const formatted = await execa(alloy as string, ["fmt", path], { stripFinalNewline: false });
      expect(formatted.stdout).toBe(readFileSync(path, "utf8"));
    });
  }
});
