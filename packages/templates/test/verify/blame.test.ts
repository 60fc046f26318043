import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { load, written } from "@logstead/inventory";
import { expect, it } from "vitest";
import { blame, siteFiles, siteTree, verifyTree } from "../../src/index.ts";
import { folderWith } from "../support/temporary.ts";

/** Each is a value that the inventory takes and only the program refuses. */
const planted = [
  {
    what: "a query length that Go cannot count",
    line: 5,
    path: "loki.limits.maxQueryLength",
    text: `site: {name: planted}
hosts: {ocean: {address: 192.168.1.143, roles: [agent, loki, nginx]}}
loki:
  limits:
    maxQueryLength: 9999999h
    maxOutstandingRequests: 50
`,
  },
];

it.each(planted)("tells a program's refusal at the setting that caused it: $what", async (one) => {
  const file = join(folderWith(), "planted.yaml");
  writeFileSync(file, one.text);
  const loaded = load(file);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const files = siteFiles(loaded.site);
  const result = siteTree(loaded.site, files);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { verdicts } = await verifyTree(result.tree);
  const wrong = verdicts.filter(({ state }) => state === "wrong");
  expect(wrong.map(({ paths }) => paths)).toEqual([
    ["files/loki/loki-config.yaml", "hosts/ocean/etc/loki/config.yaml"],
  ]);
  const problems = await blame(wrong[0] as never, files, written(file));
  expect(problems).toMatchObject([{ code: "verify-loki", file, line: one.line, path: one.path }]);
});

it("tells a mistake of a template at the template's line", async () => {
  const bad = {
    path: "hosts/ocean/etc/systemd/journald.conf.d/x.conf",
    checker: "json",
    from: [["loki"]] as const,
    body: {
      template: "base-logging/journald.conf.njk",
      data: { journalMaxUse: "1GB", journalMaxAge: "1d", journalRate: 5, rsyslogFiles: false },
    },
  };
  const verdict = {
    checker: "systemd-unit",
    shown: "systemd-analyze verify",
    paths: [bad.path],
    state: "wrong" as const,
    cached: false,
    diagnostics: [{ line: 4, message: "Unknown key 'SystemMaxUse' in section [Journal]" }],
  };
  const [problem] = await blame(verdict, [bad], undefined);
  expect(problem).toMatchObject({
    file: expect.stringMatching(/base-logging\/journald\.conf\.njk$/),
    line: 4,
  });
});
