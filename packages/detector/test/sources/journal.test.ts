import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Journal } from "../../src/sources/journal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logstead-journal-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (most = 1_000_000) => new Journal(folder, most);
const body = (n: number) => Buffer.from(`body ${n} `.repeat(n));
const read = (journal: Journal, from?: Parameters<Journal["replay"]>[0]) =>
  [...journal.replay(from)].map(({ body: held }) => held.toString());

it("gives back what was accepted, from a position on", () => {
  const first = open();
  const ends = [1, 2, 3].map((n) => first.append("json", body(n)));
  first.close();
  const second = open();
  expect(read(second)).toEqual([1, 2, 3].map((n) => body(n).toString()));
  expect(read(second, ends[1])).toEqual([body(3).toString()]);
  expect(read(second, ends[2])).toEqual([]);
  second.close();
});

it("ends at a record that is not whole, and goes on with the next file", () => {
  const first = open();
  for (const n of [1, 2]) first.append("protobuf", body(n));
  first.close();
  const file = join(folder, readdirSync(folder)[0] as string);
  truncateSync(file, statSync(file).size - 3);
  const second = open();
  second.append("json", body(3));
  second.close();
  const third = open();
  expect(read(third)).toEqual([body(1).toString(), body(3).toString()]);
  third.close();
});

it("passes over a record whose bits changed", () => {
  const first = open();
  for (const n of [1, 2]) first.append("json", body(n));
  first.close();
  const file = join(folder, readdirSync(folder)[0] as string);
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  writeFileSync(file, bytes);
  appendFileSync(file, "noise");
  const second = open();
  expect(read(second)).toEqual([body(1).toString()]);
  second.close();
});

it("refuses what does not fit, and takes it again when a checkpoint made room", () => {
  const journal = open(100);
  const end = journal.append("json", Buffer.alloc(80));
  expect(() => journal.append("json", Buffer.alloc(80))).toThrow(/full/);
  expect(journal.bytes).toBe(89);
  journal.trim(end);
  journal.trim(journal.end());
  expect(journal.bytes).toBe(0);
  journal.append("json", Buffer.alloc(80));
  journal.close();
});

it("leaves to others what they need of the disk", () => {
  let reserve = Number.MAX_SAFE_INTEGER;
  const journal = new Journal(folder, 1000, () => reserve);
  expect(() => journal.append("json", body(1))).toThrow(expect.objectContaining({ code: "ENOSPC" }));
  reserve = 1;
  journal.append("json", body(1));
  expect(journal.bytes).toBe(9 + body(1).length);
  journal.close();
});

it("goes on in its file where there can be no other, and writes into no one else's", () => {
  const journal = open();
  journal.append("json", body(1));
  const next = join(folder, "0000000002.journal");
  mkdirSync(next);
  expect(() => journal.trim(journal.end())).toThrow();
  rmdirSync(next);
  journal.append("json", body(2));
  journal.close();
  const again = open();
  expect(read(again)).toEqual([1, 2].map((n) => body(n).toString()));
  again.close();
});
