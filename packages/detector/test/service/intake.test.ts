import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Intake } from "../../src/service/intake.ts";
import { Journal } from "../../src/sources/journal.ts";
import { encodePush } from "../../src/sources/push/encode.ts";
import { Queue } from "../../src/sources/queue.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logstead-intake-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const body = (name: string) =>
  encodePush([{ stream: `{host="${name}"}`, times: [1000], lines: [name.repeat(100)] }]);
const open = () => {
  const queue = new Queue(150);
  const journal = new Journal(folder, 1_000_000);
  return { queue, journal, intake: new Intake(queue, journal, () => 1_000_000) };
};
/** Learns what is next, and says whose it was. */
const learn = (queue: Queue) => {
  const item = queue.next();
  if (item) queue.finish(item);
  return item?.batches[0]?.stream;
};

it("takes nothing new before what was accepted earlier is in the queue, and says so", async () => {
  const before = open();
  for (const name of ["a", "b", "c"]) {
    expect(before.intake.accept("protobuf", body(name))).toEqual({ ok: true, lines: 1 });
    learn(before.queue);
  }
  before.journal.close();

  const { queue, journal, intake } = open();
  const replay = intake.replay(undefined, new AbortController().signal);
  await new Promise((again) => setImmediate(again));
  const learned = [learn(queue)];
  // There is room, but others are first: a position behind what is new would pass over them.
  expect(intake.accept("protobuf", body("d"))).toMatchObject({ ok: false, reason: "queue-full" });
  expect(intake.problem).toMatch(/learned first/);
  while (learned.length < 3) {
    await new Promise((again) => setImmediate(again));
    const next = learn(queue);
    if (next) learned.push(next);
  }
  expect(await replay).toBe(3);
  expect(learned).toEqual(['{host="a"}', '{host="b"}', '{host="c"}']);
  expect(intake.learned?.segment).toBe(1);
  expect(intake.problem).toBeUndefined();
  expect(intake.accept("protobuf", body("d"))).toEqual({ ok: true, lines: 1 });
  expect(learn(queue)).toBe('{host="d"}');
  expect(intake.learned).toEqual(journal.end());
  journal.close();
});
