import { afterAll, describe, expect, it } from "vitest";
import type { Value } from "../src/kit/values.ts";
import { ask, type Case } from "./support/ask.ts";
import { startProvider } from "./support/plugin.ts";
import { official, readRecorded, recording, standIn, writeRecorded } from "./support/recorded.ts";

const file = "provider.yaml";
const cases = readRecorded<Case>(file);

describe.each([
  { who: "the stand-in", program: standIn, write: false },
  ...(official ? [{ who: "the official provider", program: official, write: recording }] : []),
])("$who answers as recorded", async ({ program, write }) => {
  const plugin = await startProvider(program);
  afterAll(() => plugin.stop());
  const answers = new Map<string, Value>();

  it.each(cases)("$name", async (question) => {
    const answer = await ask(plugin, question);
    answers.set(question.name, answer);
    if (!write) expect(answer).toEqual(question.answer);
  });

  if (write)
    afterAll(() => {
      const answered = cases.map((question) => ({ ...question, answer: answers.get(question.name) }));
      writeRecorded(file, answered, 2);
    });
});

describe("the recording", () => {
  it("has an answer and a name of its own for every case", () => {
    expect(cases.filter(({ answer }) => answer === undefined).map(({ name }) => name)).toEqual([]);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });
});
