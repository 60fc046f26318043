import { ProblemError } from "@logstead/base";
import { expect, it } from "vitest";
import { parseSettings } from "../../src/service/load.ts";

const problems = (text: string) => {
  try {
    parseSettings(text, "vars_log_anomaly.yaml");
  } catch (error) {
    if (error instanceof ProblemError)
      return error.problems.map(({ code, line, path }) => [code, line, path]);
    throw error;
  }
  return [];
};

it("[DET-35] [DDP-04] reads sources, thresholds and model, with a default for the rest", () => {
  const settings = parseSettings(
    "sources:\n  loki:\n    url: http://ocean:3100\nthresholds:\n  sigma: 4\nmodel:\n  embedder: llamacpp\n  modelFile: /m.gguf\n",
    "x",
  );
  expect(settings.thresholds).toMatchObject({ sigma: 4, score: 0.99 });
  expect(settings.sources.loki?.selectors).toEqual(['{job=~".+", job!~"logstead-.*"}']);
  expect(settings.model.embedder).toBe("llamacpp");
  expect(settings.port).toBe(8085);
});

it("reports every mistake of a file at once, with its line", () => {
  expect(
    problems("port: 8085\nprot: 1\nthresholds:\n  sigma: many\nsite:\n  timezone: UTC\nstore: mysql\n"),
  ).toEqual([
    ["detector/settings-unknown-key", 2, "prot"],
    ["detector/settings-wrong", 4, "thresholds.sigma"],
    ["detector/settings-wrong", 7, "store"],
  ]);
});

it.each([
  ["store: redis\n", "detector/settings-store-without-url"],
  ["site: {timezone: Mars/Olympus}\n", "detector/settings-no-timezone"],
  [
    "http: {tokens: [{name: a, role: read, token: 'env:A'}, {name: a, role: read, token: 'env:B'}]}\n",
    "detector/settings-token-twice",
  ],
  ["port: [\n", "detector/settings-no-yaml"],
  ["alerts: {n8n: {webhook: 'http://user:pass@n8n/x'}}\n", "detector/settings-wrong"],
])("%j is refused: %s", (text, code) => expect(problems(text).map(([found]) => found)).toContain(code));
