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

  const scores = async (lines: string[], end = "\n") => {
    const { code, out, err } = await logstead(["score-series", "-"], { input: lines.join(end) });
    return { code, err, rows: out.trim().split("\n").slice(1) };
  };
  const usual = rows.map((row) => row.split(",") as [string, string]);
  let wanted: Promise<{ rows: string[] }> | undefined;

  it.each<[string, string[], string?]>([
    ["no header", rows],
    ["CRLF and a byte order mark", ["\uFEFFtimestamp,value", ...rows], "\r\n"],
    ["value before timestamp", ["value,timestamp", ...usual.map(([t, v]) => `${v},${t}`)]],
    ["value before time, without a header", usual.map(([t, v]) => `${v},${t}`)],
    ["more columns, quoted", ['"host","timestamp","value"', ...usual.map(([t, v]) => `"a,b","${t}","${v}"`)]],
    ["semicolons and decimal commas", ["time;value", ...usual.map(([t, v]) => `${t};${v},0`)]],
    ["tabs", ["timestamp\tvalue", ...usual.map((row) => row.join("\t"))]],
    ["seconds since 1970", usual.map(([, v], i) => `${1_772_409_600 + 60 * i},${v}`)],
    ["values alone", usual.map(([, v]) => v)],
    ["blank lines between", rows.flatMap((row) => [row, ""])],
  ])("finds the columns: %s", async (_, lines, end) => {
    wanted ??= scores(["timestamp,value", ...rows]);
    expect((await scores(lines, end)).rows).toEqual((await wanted).rows);
  });

  it("gives odd rows a score too, never NaN, and says what was odd", async () => {
    const odd = rows.map((row, i) =>
      i % 97 === 3
        ? `2026-03-02 00:00:00,${["", "NaN", "null", "1e999", "x"][i % 5]}`
        : i > 300 && i < 360
          ? "2026-03-02 00:00:00"
          : row,
    );
    const { rows: scored, err, code } = await scores(["timestamp,value", ...odd]);
    expect(code).toBe(0);
    expect(scored).toHaveLength(900);
    for (const row of scored) expect(row).toMatch(/^[01]\.\d{6},[01]$/);
    expect(err).toContain("rows without a number got score 0");
    expect(err).toContain("rows are judged in the order they stand");
    expect(scored.flatMap((row, i) => (row.endsWith(",1") ? [i] : []))).toEqual([800]);
  });

  it("scores one row, a constant, and what leaves a constant", async () => {
    expect((await scores(["timestamp,value", "2026-03-02 00:00:00,5"])).rows).toEqual(["0.000000,0"]);
    const flat = Array.from({ length: 600 }, (_, i) => `${i},${i === 500 ? 1e300 : 7}`);
    const { rows: scored } = await scores(flat);
    expect(scored.flatMap((row, i) => (row.endsWith(",1") ? [i] : []))).toEqual([500]);
    expect(scored.slice(0, 500).every((row) => row === "0.000000,0")).toBe(true);
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
    expect(err).toMatch(/learned 300 sessions \(3 different\), threshold 0\.67/);
  });

  it("judges each session by itself: cutting the input short changes no earlier row", async () => {
    const sessions = ["5 22 11 9 26", "5 22", "9 9 9", "5 22 11 9 11 9 26", "77"];
    const of = async (n: number) =>
      (await logstead(["score-sessions", "--train", train()], { input: sessions.slice(0, n).join("\n") }))
        .out;
    const whole = (await of(5)).trim().split("\n");
    expect((await of(2)).trim().split("\n")).toEqual(whole.slice(0, 3));
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
