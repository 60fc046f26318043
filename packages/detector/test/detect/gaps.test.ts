import { expect, it } from "vitest";
import { absence, isRegular, newGaps, occur } from "../../src/core/detect/gaps.ts";

const second = 1000;

it("something regular that goes on without a pause is not missed, but is when it stops", () => {
  const gaps = newGaps(0);
  let now = 0;
  // a minute of lines, a minute of none
  for (let round = 0; round < 20; round++)
    for (let at = 0; at <= 60; at += 10) {
      now = round * 120 * second + at * second;
      occur(gaps, now, false);
    }
  expect(isRegular(gaps)).toBe(true);
  for (let more = 0; more < 60; more++) {
    now += 10 * second;
    occur(gaps, now, false);
    expect(absence(gaps, now)).toBe(0);
  }
  expect(absence(gaps, now + 600 * second)).toBeGreaterThan(3);
});
