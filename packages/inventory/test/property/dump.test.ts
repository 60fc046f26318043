import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { z } from "zod";
import { dump, load, loadText, type Site } from "../../src/index.ts";
import { Host, HostDefaults } from "../../src/schema/host.ts";
import { sections } from "../../src/schema/inventory.ts";
import { inventories, nameOf } from "../examples.ts";
import { applyFix, isMechanical } from "../support/apply-fix.ts";
import { arbitrary } from "../support/arbitrary.ts";

const ocean = { address: "192.168.1.143", roles: ["agent", "loki"] };
const plain: Record<string, unknown> = { site: { name: "home" }, hosts: { ocean } };

/** A dumped site, loaded again, is the same site: nothing is lost, invented or read in another way. */
function expectSame(site: Site): void {
  const text = dump(site);
  const again = loadText(text, site.file);
  if (!again.ok)
    throw new Error(`${again.problems.map((p) => `${p.path}: ${p.message}`).join("\n")}\n${text}`);
  expect(again.site).toEqual(site);
}

/** Loads what was made; where settings do not go together, takes the advice of the messages. */
function check(input: Record<string, unknown>, seen: { good: number; all: number }): void {
  seen.all++;
  let text = stringify(input);
  for (let round = 0; round < 12; round++) {
    const loaded = loadText(text, "home.yaml");
    if (loaded.ok) {
      seen.good++;
      expectSame(loaded.site);
      return;
    }
    // What was made from the schema has its form; only settings that do not go together are refused.
    const ofForm = ["wrong-type", "missing", "unknown-key", "not-yaml", "empty-value", "bad-key"];
    expect(
      loaded.problems.filter((p) => ofForm.includes(p.code)),
      text,
    ).toEqual([]);
    const next = loaded.problems.find((p) => p.severity === "error" && isMechanical(p.fix));
    if (!next) return;
    text = applyFix(text, next);
  }
}

describe("dump and load", () => {
  test.each(inventories.map((file) => [nameOf(file), file]))("%s", (_, file) => {
    const loaded = load(file);
    expect(loaded.ok).toBe(true);
    if (loaded.ok) expectSame(loaded.site);
  });

  test.each(Object.entries(sections))("any section %s", (name, schema) => {
    const seen = { good: 0, all: 0 };
    fc.assert(
      fc.property(arbitrary(schema as z.ZodType), (value) => {
        check({ ...plain, [name]: name === "site" ? { name: "home", ...(value as object) } : value }, seen);
      }),
      { numRuns: 15 },
    );
    expect(seen.good, `of ${seen.all} made for ${name}, none is good`).toBeGreaterThan(0);
  });

  test("any host, with a group and the defaults", () => {
    const seen = { good: 0, all: 0 };
    const small = fc.record({
      host: arbitrary(Host),
      group: arbitrary(HostDefaults),
      defaults: arbitrary(HostDefaults),
    });
    fc.assert(
      fc.property(small, fc.integer({ min: 0, max: 2 }), ({ host, group, defaults }, layers) => {
        const own = { ...(host as object), address: "10.9.8.7", groups: layers > 0 ? ["extra"] : [] };
        check(
          {
            ...plain,
            tenants: { homelab: {} },
            ...(layers > 1 ? { defaults } : {}),
            groups: { extra: group },
            hosts: { ocean, other: own },
          },
          seen,
        );
      }),
      { numRuns: 25 },
    );
    expect(seen.good).toBeGreaterThan(0);
  });
});
