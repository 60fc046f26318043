import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { logstead, throwAway } from "./logstead.ts";

const folder = throwAway("detect");
const file = (name: string, lines: readonly string[]) => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
};

/** Two hours of a quiet service: a line every ten seconds, a heartbeat a minute. */
const quiet = Array.from({ length: 720 }, (_, i) => {
  const time = new Date(Date.UTC(2026, 2, 2) + i * 10_000).toISOString();
  return i % 6 === 0
    ? `${time} INFO watchdog: all services are well`
    : `${time} INFO api: request ${1000 + i} served in ${90 + (i % 20)} ms`;
});
const trouble = `${new Date(Date.UTC(2026, 2, 2, 1, 59, 30)).toISOString()} ERROR store: index page torn, rebuilding`;

describe("watch", () => {
  it("prints anomalies of a finished file by its own times and ends with 1", async () => {
    const { code, out } = await logstead(["watch", file("a.log", [...quiet.slice(0, 715), trouble])]);
    expect(out).toMatch(
      /^(warning|critical) +\S+a\.log: an error that was never seen: "[^"]*index page torn/m,
    );
    expect(out).toMatch(/│ 2026-03-02T01:59:30\.000Z ERROR store/);
    expect(out).toMatch(/716 lines, \d+ patterns, 1 anomalies/);
    expect(code).toBe(1);
  });

  it("reads standard input, prints JSON a line each, and ends with 0 when nothing is unusual", async () => {
    const input = [...quiet.slice(0, 715), trouble].join("\n");
    const { out, code } = await logstead(["watch", "--output", "json"], { input });
    expect(code).toBe(1);
    const findings = out.split("\n").map((line) => JSON.parse(line) as { kind: string; stream: string });
    expect(findings).toMatchObject([{ kind: "new-error", stream: "stdin" }]);
    const calm = await logstead(["watch"], { input: quiet.join("\n") });
    expect(calm).toMatchObject({ code: 0, out: expect.stringContaining("0 anomalies") });
    expect(await logstead(["watch"], { input: "" })).toMatchObject({ code: 0 });
  });

  it("goes on from its state and knows replays", async () => {
    const state = join(folder, "watch.state");
    const log = file("b.log", quiet);
    await logstead(["watch", log, "--state", state]);
    const again = await logstead(["watch", log, "--state", state]);
    expect(again.out).toContain("720 were replays");
    writeFileSync(state, "broken");
    const broken = await logstead(["watch", log, "--state", state]);
    expect(broken).toMatchObject({ code: 3, err: expect.stringContaining("STATE_NOT_A_SNAPSHOT") });
  });

  it("says what is wrong with a file or a duration", async () => {
    const gone = await logstead(["watch", join(folder, "none.log")]);
    expect(gone).toMatchObject({ code: 3, err: expect.stringContaining("input/unreadable") });
    const odd = await logstead(["watch", "--warm-up", "soon"]);
    expect(odd).toMatchObject({ code: 2, err: expect.stringContaining("watch/no-duration") });
  });
});

describe("score-series", () => {
  const rows = Array.from({ length: 900 }, (_, i) => `2026-03-02 00:00:00,${i === 800 ? 90 : 10 + (i % 24)}`);

  it("prints score,alarm and one row for each row, causally", async () => {
    const whole = await logstead(["score-series", file("s.csv", ["timestamp,value", ...rows])]);
    const lines = whole.out.split("\n");
    expect(lines[0]).toBe("score,alarm");
    expect(lines).toHaveLength(901);
    expect(lines.flatMap((line, i) => (line.endsWith(",1") ? [i - 1] : []))).toEqual([800]);
    const cut = await logstead(["score-series", file("c.csv", ["timestamp,value", ...rows.slice(0, 500)])]);
    expect(cut.out.split("\n")).toEqual(lines.slice(0, 501));
  });

  it("says when a file is no series", async () => {
    const words = await logstead(["score-series", file("w.csv", ["hello"])]);
    expect(words).toMatchObject({ code: 3, err: expect.stringContaining("series/not-a-csv") });
    const none = await logstead(["score-series", "-"], { input: "" });
    expect(none).toMatchObject({ code: 3, err: expect.stringContaining("series/no-values") });
  });
});

describe("score-sessions", () => {
  const train = () =>
    file(
      "normal.txt",
      Array.from({ length: 300 }, (_, i) => `5 22 ${"11 9 ".repeat(1 + (i % 3))}26`),
    );

  it("prints score,alarm and one row for each session", async () => {
    const { out, err } = await logstead(["score-sessions", "--train", train()], {
      input: "5 22 11 9 26\n5 22\n5 22 11 9 26 77\n",
    });
    const lines = out.split("\n");
    expect(lines[0]).toBe("score,alarm");
    expect(lines.slice(1).map((line) => line.endsWith(",1"))).toEqual([false, true, true]);
    expect(err).toMatch(/learned 300 sessions \(3 different\), threshold 0\.7/);
  });

  it("explains itself as JSON and refuses an empty training file", async () => {
    const { out } = await logstead(["score-sessions", "--train", train(), "--output", "json"], {
      input: "5 22 11 9 26 77\n",
    });
    expect(JSON.parse(out)).toMatchObject([{ alarm: true, differs: [{ event: "77", seen: 1, normal: 0 }] }]);
    const empty = await logstead(["score-sessions", "--train", file("e.txt", [""])], { input: "1\n" });
    expect(empty).toMatchObject({ code: 3, err: expect.stringContaining("sessions/nothing-to-learn") });
  });
});
