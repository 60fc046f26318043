import { expect, test } from "vitest";
import { Miner } from "../../src/core/mine/miner.ts";

const mineAll = (lines: string[]) => {
  const miner = new Miner();
  const events = lines.map((line, i) => miner.mine(line, i));
  miner.refine();
  return {
    miner,
    events,
    templates: [...miner.patterns.values()].map((p) => `${p.count} ${miner.template(p)}`),
  };
};

test("[DET-11] lines become patterns: numbers, addresses, paths and identifiers are variables at once", () => {
  const { events, templates } = mineAll([
    "Accepted key for blk_17 from 10.0.0.7:2200 in /var/lib/x after 0x7f3a",
    "Accepted key for blk_99 from 10.9.8.7:41 in /srv/y/z after 0x11",
    "",
    "shutting down",
  ]);
  expect(events.map((e) => e.event)).toEqual(["created", "matched", "skipped", "created"]);
  expect(events[1]?.variables).toEqual(["blk_99", "10.9.8.7:41", "/srv/y/z", "0x11"]);
  expect(templates).toEqual(["2 Accepted key for <*> from <*>:<*> in <*> after <*>", "1 shutting down"]);
});

test("[DET-11] words become a variable when enough of them are seen; merged patterns are redirected", () => {
  const names = ["alice", "bob", "carol", "dave", "eve"];
  const { miner, events, templates } = mineAll(names.map((name) => `password changed for ${name} today`));
  expect(templates).toEqual(["5 password changed for <*> today"]);
  expect(events.map((e) => e.event)).toEqual(["created", "created", "created", "changed", "matched"]);
  expect([...miner.redirects]).toEqual([
    [2, 1],
    [3, 1],
    [4, 1],
  ]);
});

test("[DET-11] a few alternatives stay patterns of their own", () => {
  const { templates } = mineAll(["session opened for 7", "session closed for 7", "session opened for 8"]);
  expect(templates).toEqual(["2 session opened for <*>", "1 session closed for <*>"]);
});

test("[DET-11] a variable first word is found among very many statements of the same structure too", () => {
  const letters = (n: number) => [...String(n)].map((digit) => "abcdefghij"[Number(digit)]).join("");
  const many = Array.from(
    { length: 600 },
    (_, i) => `verb${letters(i)} noun${letters(i * 7)} end${letters(i)}`,
  );
  const hex = (i: number) => (Math.imul(i + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
  const requests = Array.from({ length: 60 }, (_, i) => `req-${hex(i)} query planned`);
  const { templates } = mineAll([...many, ...requests]);
  expect(templates.filter((template) => template.includes("query planned"))).toEqual([
    "60 <*> query planned",
  ]);
});
