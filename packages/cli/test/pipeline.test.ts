import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { beforeAll, expect, test } from "vitest";
import { logstead, throwAway } from "./logstead.ts";

const folder = throwAway("pipeline");
const env = join(folder, "my.yaml");
const own = join(folder, "pipelines/billing");
const stages = [
  `multiline: {firstline: '^\\d{4}-'}`,
  `regex: {expression: '^(?P<time>\\S+ \\S+) (?P<level>\\w+) (?P<order>\\S+) '}`,
  `timestamp: {source: time, format: "2006-01-02 15:04:05", example: "2025-11-13 13:50:00"}`,
  "labels: [level]",
  "structured_metadata: [order]",
];
const write = (all: string[]) =>
  writeFileSync(
    join(own, "pipeline.yaml"),
    ["description: The billing service's lines.", "stages:", ...all.map((stage) => `  - ${stage}`), ""].join(
      "\n",
    ),
  );

beforeAll(() => {
  mkdirSync(join(own, "cases"), { recursive: true });
  writeFileSync(
    env,
    "site: {name: my, timezone: UTC}\npipelines: {billing: {folder: pipelines/billing}}\nhosts:\n  one: {address: 192.168.1.2/24, roles: [agent, loki]}\n",
  );
  writeFileSync(join(own, "cases/lines.input"), "2025-11-13 13:50:00 WARN o-1 late\n  at x\n");
  write(stages);
});

test("[ALY-36] a pipeline of one's own is listed, tried in the real collectors, and kept as it was", async () => {
  const listed = await logstead(["pipeline", "list", "--env", env, "--output", "json"]);
  expect(JSON.parse(listed.out).pipelines[0]).toMatchObject({ name: "billing", cases: 1, from: own });
  const first = await logstead(["pipeline", "test", "billing", "--env", env]);
  expect(first).toMatchObject({ code: 1 });
  expect(first.out).toContain("--update writes it");
  expect(await logstead(["pipeline", "test", "billing", "--env", env, "--update"])).toMatchObject({
    code: 0,
  });
  const expected = JSON.parse(readFileSync(join(own, "cases/lines.expected.json"), "utf8"));
  expect(expected).toMatchObject([
    { timestamp: "2025-11-13T13:50:00Z", labels: { level: "WARN" }, metadata: { order: "o-1" } },
  ]);
  write([...stages.slice(0, 4), "structured_metadata: {number: order}"]);
  const changed = await logstead(["pipeline", "test", "billing", "--env", env]);
  expect(changed.code).toBe(1);
  expect(changed.out).toMatch(/- .*"order":"o-1"/);
  write(stages);
}, 240_000);

test("[ALY-36] the example's own pipeline is tried in the same way as the library's", async () => {
  const example = join(repoRoot, "examples/enterprise.yaml");
  const args = ["pipeline", "test", "billing", "--env", example, "--output", "json"];
  const { code, out } = await logstead(args);
  const { results } = JSON.parse(out) as { results: { name: string; verdicts: Record<string, string> }[] };
  expect(results).toMatchObject([{ name: "invoices", verdicts: { promtail: "ok", interpreter: "ok" } }]);
  expect(code).toBe(0);
}, 120_000);

test("[PIP-01] a mistake in a pipeline of one's own is told with its line", async () => {
  write([...stages, "geoip: {}"]);
  const { code, out } = await logstead(["pipeline", "test", "billing", "--env", env]);
  write(stages);
  expect(code).toBe(1);
  expect(out).toContain("pipeline.yaml:8:5");
  expect(out).toContain("there is no stage 'geoip'");
});

test("try shows each stage's effect on each line", async () => {
  const input = readFileSync(join(own, "cases/lines.input"));
  const args = ["pipeline", "try", "billing", "--env", env];
  const { code, out } = await logstead(args, { input: input.toString() });
  expect(code).toBe(0);
  expect(out).toContain("  labels\n    label level: WARN");
  expect(out).toContain("out 2025-11-13T13:50:00.000000000Z");
  const json = await logstead([...args, "--output", "json"], { input: input.toString() });
  expect(JSON.parse(json.out).at(-1).entries[0].line).toBe("2025-11-13 13:50:00 WARN o-1 late\n  at x");
});

test("a name that is none is wrong usage, with the nearest one", async () => {
  const { code, err } = await logstead(["pipeline", "try", "kafak"]);
  expect(code).toBe(2);
  expect(err).toContain("Did you mean: kafka");
});
