import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamParser } from "../../src/core/parse/parser.ts";
import { KnownHeaders } from "../../src/lines/known-headers.ts";
import { seeded } from "../support/seeded.ts";

const now = Date.UTC(2026, 10, 21, 14);
const day = 86_400_000;

const digits = (n: number) => fc.integer({ min: 0, max: 10 ** n - 1 }).map((i) => String(i).padStart(n, "0"));
const two = (most: number) => fc.integer({ min: 0, max: most }).map((i) => String(i).padStart(2, "0"));
// Now and then a number that no clock or calendar has.
const hours = fc.oneof({ weight: 9, arbitrary: two(23) }, two(99));
const sixty = fc.oneof({ weight: 9, arbitrary: two(60) }, two(99));
const clock = fc.tuple(hours, sixty, sixty).map((parts) => parts.join(":"));
const dayOfMonth = fc.oneof({ weight: 9, arbitrary: fc.constantFrom("01", "21", "22", "23") }, two(40));
const monthName = fc.constantFrom("Jan", "Nov", "Dec");
const fraction = fc.oneof(
  fc.constant(""),
  digits(3).map((f) => `.${f}`),
  digits(6).map((f) => `,${f}`),
  digits(1).map((f) => `.${f}`),
);
const zone = fc.constantFrom("", "", "Z", "+01:00", "-0330", " UTC", " +0100", "x");

const iso = fc
  .tuple(
    fc.constantFrom("2025", "2026"),
    two(13),
    dayOfMonth,
    fc.constantFrom("T", " "),
    clock,
    fraction,
    zone,
  )
  .map(([y, m, d, t, c, f, z]) => `${y}-${m}-${d}${t}${c}${f}${z}`);
const times = [
  iso,
  iso.map((text) => `[${text}]`),
  fc.tuple(monthName, dayOfMonth, clock).map(([m, d, c]) => `${m} ${d.replace(/^0/, " ")} ${c}`),
  fc
    .tuple(monthName, dayOfMonth, clock, fc.constantFrom("", " 2005"))
    .map(([m, d, c, y]) => `[Sun ${m} ${d} ${c}${y}]`),
  fc.tuple(two(26), two(13), dayOfMonth, clock).map(([y, m, d, c]) => `${y}/${m}/${d} ${c}`),
  fc.tuple(two(13), dayOfMonth, clock, fraction).map(([m, d, c, f]) => `${m}-${d} ${c}${f}`),
  fc
    .tuple(two(26), two(13), dayOfMonth, hours, sixty, sixty)
    .map(([y, m, d, ...c]) => `${y}${m}${d} ${c.join("")}`),
  fc
    .tuple(two(13), dayOfMonth, hours, sixty, sixty, digits(6))
    .map(([m, d, h, i, s, f]) => `2026-${m}-${d}-${h}.${i}.${s}.${f}`),
  digits(9).map((n) => `1${n}`),
  fc.tuple(clock, fraction).map(([c, f]) => `${c}${f}`),
  fc.tuple(two(13), dayOfMonth, clock, digits(6)).map(([m, d, c, f]) => `I${m}${d} ${c}.${f}`),
  fc.constant(""),
];
const level = fc.constantFrom("INFO", "WARN ", "[error]", "E", "info:", "(debug)");
const name = fc.constantFrom(
  "combo sshd(pam_unix)[19939]:",
  "host-2 kernel:",
  "dfs.DataNode$Packet:",
  "syslogd 1.4.1:",
  "chrome.exe -",
  "[QuorumPeer[myid=1]/0:0:0:2181:Fast@774] -",
  "[open",
  "|part-7|",
  "main",
  "<34>",
);
const pid = fc.oneof(
  digits(4),
  digits(5).map((n) => `[${n}]`),
  digits(10),
  digits(8),
);
const gap = fc.constantFrom(" ", " ", " ", "  ", "\t", "");
const message = fc.oneof(
  fc.constantFrom(
    "Connection from 10.0.0.1 port 22",
    "up",
    "UTC is the zone",
    "+0100 follows",
    "2005 was a year",
    "Nov 21 14:00:00 again",
    "14:00:00.5 too late",
    "- dashes first",
    ": a colon",
    "] closed",
    "[open",
    "größer als nötig",
    "🔥 fire",
    " ",
    "",
  ),
  fc.string({ maxLength: 20 }),
);

/** A stream's lines: a few layouts of columns, with times, numbers and messages of their own. */
interface Column {
  cell: fc.Arbitrary<string>;
  gap: string;
}
const column = (cell: fc.Arbitrary<string>) => fc.record({ cell: fc.constant(cell), gap });
const anyTime = fc.constantFrom(...times).chain(column);
const anyColumn = fc.constantFrom(...times, level, level, name, name, name, pid, pid).chain(column);
const layout = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: anyTime }, anyColumn), fc.array(anyColumn, { maxLength: 3 }))
  .map(([first, others]) => [first, ...others]);
const lineOf = (columns: readonly Column[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.tuple(...columns.map(({ cell }) => cell)), message)
    .map(([cells, text]) => cells.map((value, i) => `${value}${columns[i]?.gap}`).join("") + text);
const stream = fc.array(layout, { minLength: 1, maxLength: 2 }).chain((layouts) =>
  fc.array(fc.oneof({ weight: 30, arbitrary: fc.oneof(...layouts.map(lineOf)) }, message), {
    minLength: 40,
    maxLength: 80,
  }),
);
/** The clock moves on, sometimes over a year's end. */
const clocks = fc.array(fc.constantFrom(0, 0, 0, 1000, 3_600_000, day, 30 * day, 200 * day), {
  minLength: 80,
  maxLength: 80,
});

describe("headers seen before", () => {
  it("give what the parser gives, whatever the lines are", () => {
    let found = 0;
    let certain = 0;
    fc.assert(
      fc.property(stream, clocks, (lines, steps) => {
        const parser = new StreamParser();
        parser.learn(lines, now);
        const known = new KnownHeaders(0);
        let clock = now;
        // Twice, so that what was remembered of the whole stream meets all of its lines.
        for (const [i, text] of [...lines, ...lines].entries()) {
          clock += steps[i % steps.length] as number;
          const bytes = Buffer.from(`before${text}behind`);
          const to = bytes.length - 6;
          const plain = parser.read(text, parser.header, clock);
          const at = known.find(bytes, 6, to, clock);
          certain++;
          if (at >= 0) {
            found++;
            expect([text, at, known.time]).toEqual([text, plain.at, plain.time]);
            expect(text.slice(at)).toBe(plain.message);
            expect(plain.fits).toBe(true);
          }
          known.remember(plain, text, bytes, 6, clock);
        }
      }),
      { ...seeded, numRuns: 120 },
    );
    // The property says nothing if hardly any header is found.
    expect(found / certain).toBeGreaterThan(0.1);
  });

  it.each([
    "Nov 21 14:00:07 combo sshd(pam_unix)[19939]: check pass 1",
    "[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok",
    "081109 203518 148 INFO dfs.DataNode$PacketResponder: Received block",
    "17/06/09 20:10:40 INFO executor.Executor: Running task",
    "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - Notification",
    "2026-03-02T00:00:01.123Z INFO api: request done",
    "03-17 16:13:38.811  1702  2395 D WindowManager: printFreezingDisplayLogs",
    "1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.675872 RAS KERNEL INFO corrected",
  ])("find the header of lines like %s", (line) => {
    const parser = new StreamParser();
    const lines = Array.from({ length: 300 }, (_, i) => line.replace(/\d(?=\D*$)/, String(i % 10)));
    parser.learn(lines, now);
    const known = new KnownHeaders(0);
    const bytes = Buffer.from(line);
    const plain = parser.read(line, parser.header, now);
    expect(known.find(bytes, 0, bytes.length, now)).toBe(-1);
    known.remember(plain, line, bytes, 0, now);
    expect(known.find(bytes, 0, bytes.length, now)).toBe(plain.at);
    expect(known.time).toBe(plain.time);
  });
});
