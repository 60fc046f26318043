import { beforeAll, describe, expect, test } from "vitest";
import { interpreter } from "../../src/interpret/interpreter.ts";
import { openRedactor } from "../../src/redact/redactor.ts";
import { stagesOfSettings } from "../../src/redact/stages.ts";
import { promtailStages } from "../../src/stages/promtail.ts";
import { corpus } from "./support/corpus.ts";
import { throughPromtail } from "./support/promtail.ts";
import { defaults, withHashes } from "./support/settings.ts";

const variable = "LOGSTEAD_REDACTION_SALT";
const variants = [
  { name: "***", settings: defaults, salt: withHashes.salt },
  { name: "keyed hashes", ...withHashes },
  { name: "masked addresses", settings: { ...defaults, ips: "mask" as const }, salt: withHashes.salt },
];

describe.each(variants)("$name", ({ settings, salt }) => {
  const stages = stagesOfSettings(settings);
  let wanted: { line: string; out: string }[];
  beforeAll(() => {
    const { redact } = openRedactor(settings, { salt });
    wanted = corpus.map(({ line }) => ({ line, out: redact(line) }));
  });

  test("[PIP-04] the real Promtail sends what this process makes of a line", async () => {
    const out = await throughPromtail(
      promtailStages(stages, { saltVariable: variable }),
      corpus.map(({ line }) => line),
      { [variable]: salt },
    );
    expect(corpus.map(({ line }, i) => ({ line, out: out[i] }))).toEqual(wanted);
  });

  test("so does the interpreter of stages", () => {
    const { push } = interpreter(stages, { salt });
    const out = corpus.map(({ line }) => ({
      line,
      out: push({ timestamp: 0n, line, labels: { job: "lines" }, metadata: {} })[0]?.line,
    }));
    expect(out).toEqual(wanted);
  });
});
