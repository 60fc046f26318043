import { expect, test } from "vitest";
import { openRedactor } from "../../src/redact/redactor.ts";
import { corpus, negatives, positives } from "./support/corpus.ts";
import { defaults, withHashes } from "./support/settings.ts";

const redactor = openRedactor(defaults);

test("the corpus has at least 600 lines with secrets and 600 without", () => {
  expect(positives.length).toBeGreaterThanOrEqual(600);
  expect(negatives.length).toBeGreaterThanOrEqual(600);
});

test("no line is twice in the corpus", () => {
  const lines = corpus.map(({ line }) => line);
  expect(lines.filter((line, i) => lines.indexOf(line) !== i)).toEqual([]);
});

test("[SEC-05] secrets become ***, and what stands around them stays", () => {
  const wrong = positives
    .map(({ file, line, wanted }) => ({ file, wanted, got: redactor.redact(line) }))
    .filter(({ wanted, got }) => got !== wanted);
  expect(wrong).toEqual([]);
});

test("lines without secrets stay as they are", () => {
  const changed = negatives
    .map(({ file, line }) => ({ file, line, got: redactor.redact(line) }))
    .filter(({ line, got }) => got !== line);
  expect(changed).toEqual([]);
});

test("a redacted line stays the same", () => {
  for (const { salt, settings } of [{ salt: undefined, settings: defaults }, withHashes]) {
    const { redact } = openRedactor(settings, { salt });
    const unstable = positives
      .map(({ line }) => ({ once: redact(line), twice: redact(redact(line)) }))
      .filter(({ once, twice }) => once !== twice);
    expect(unstable).toEqual([]);
  }
});

test("equal secrets have equal hashes, and the hash shows nothing of them", () => {
  const { redact } = openRedactor(withHashes.settings, { salt: withHashes.salt });
  const [first, second, other] = ["password=hunter2", "DB_PASS: hunter2", "password=hunter3"].map(
    (line) => /\*\*\*[0-9a-f]{10}\*\*\*/.exec(redact(line))?.[0],
  );
  expect(first).toBeDefined();
  expect(first).toBe(second);
  expect(first).not.toBe(other);
  const leaked = positives.filter(
    ({ line, secrets }) => secrets.some((secret) => secret.length > 6) && redact(line) === line,
  );
  expect(leaked).toEqual([]);
});
