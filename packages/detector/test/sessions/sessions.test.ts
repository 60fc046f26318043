import { describe, expect, it } from "vitest";
import { memoized, scoreSession, trainSessions } from "../../src/index.ts";

const usual = ["open", "read", "read", "write", "close"];
const normal = Array.from({ length: 400 }, (_, i) => [
  "open",
  ...Array<string>(1 + (i % 5)).fill("read"),
  "write",
  "close",
]);

describe("score-sessions", () => {
  const trained = trainSessions(normal);
  const score = (session: string[]) => memoized(trained.weights)(session);

  it("scores normal sessions 0 and free variation little", () => {
    expect(score(usual)).toBe(0);
    expect(score(["open", ...Array<string>(7).fill("read"), "write", "close"])).toBeLessThan(
      trained.threshold,
    );
  });

  it("alarms on an unseen event, a missing rigid one and a broken order, and says why", () => {
    expect(score([...usual, "fsck"])).toBeGreaterThanOrEqual(trained.threshold);
    expect(score(["open", "read", "read"])).toBeGreaterThanOrEqual(trained.threshold);
    expect(score(["open", "close", "read", "write"])).toBeGreaterThanOrEqual(trained.threshold);
    expect(scoreSession(trained.weights, [...usual, "fsck"]).differs[0]).toEqual({
      event: "fsck",
      seen: 1,
      normal: 0,
    });
    expect(scoreSession(trained.weights, ["open", "close", "read", "write"]).reversed).toContainEqual([
      "close",
      "write",
    ]);
  });

  it("takes its threshold from normal sessions alone: wild ones raise it", () => {
    const wild = Array.from({ length: 200 }, (_, i) => [`e${i}`, `e${(i * 7) % 200}`, `x${i % 3}`]);
    expect(trainSessions(wild).threshold).toBeGreaterThan(trained.threshold);
  });

  it("scores an empty session, and anything when nothing was learned", () => {
    expect(score([])).toBeGreaterThan(trained.threshold);
    expect(scoreSession(trainSessions([]).weights, ["a"]).score).toBe(0);
  });
});
