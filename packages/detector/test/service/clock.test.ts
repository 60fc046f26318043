import { expect, it } from "vitest";
import { hourIn, SteadyClock } from "../../src/service/clock.ts";

it("follows small corrections of the wall clock at once, jumps only when they stay", () => {
  let [wall, passed] = [1_000_000_000, 0];
  const clock = new SteadyClock(
    () => wall,
    () => passed,
  );
  const pass = (ms: number) => {
    wall += ms;
    passed += ms;
  };
  pass(5000);
  expect(clock.now()).toBe(wall);
  wall += 2000;
  expect(clock.now()).toBe(wall);
  wall += 86_400_000;
  const before = clock.now();
  expect(before).toBe(wall - 86_400_000);
  pass(300_000);
  expect(clock.now()).toBe(before + 300_000);
  pass(301_000);
  expect(clock.now()).toBe(wall);
  expect(clock.jumps).toBe(1);
  // A jump that is taken back meanwhile was none.
  wall -= 3_600_000;
  pass(60_000);
  clock.now();
  wall += 3_600_000;
  pass(900_000);
  expect(clock.now()).toBe(wall);
  expect(clock.jumps).toBe(1);
});

it("knows the hour of the day in a time zone", () => {
  const time = Date.UTC(2026, 6, 1, 22, 30);
  expect(hourIn("UTC")(time)).toBe(22.5);
  expect(hourIn("Europe/Berlin")(time)).toBe(0.5);
});
