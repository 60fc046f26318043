import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Engine, Finding } from "../../src/index.ts";
import { day, engine, feed, hour, type Line, line, minute, start, traffic } from "../support/traffic.ts";

const learnt = 30 * hour;
const now = start + learnt;
let known: string;

/** An engine that has learned a day and six hours of plain traffic. */
function ready(): Engine {
  const one = engine();
  one.restore(known);
  return one;
}

function findings(lines: Line[], until: number, more: (t: Line) => boolean = () => true): Finding[] {
  const one = ready();
  const all = [...traffic(2, now, until).filter(more), ...lines].sort((a, b) => a.time - b.time);
  return [...feed(one, all), ...one.tick(until)];
}

const warned = (list: Finding[]) => list.filter((finding) => finding.severity !== "info");
const kindsOf = (list: Finding[]) => new Set(warned(list).map((finding) => finding.kind));

beforeAll(() => {
  const one = engine();
  expect(warned(feed(one, traffic(1, start, now)))).toEqual([]);
  known = one.snapshot();
});

describe("detectors", () => {
  it("say nothing grave about two more normal hours", () => {
    expect(warned(findings([], now + 2 * hour))).toEqual([]);
  });

  it("[DET-06] [DET-03] [DET-10] [DET-17] report a burst outside 3-sigma of the baseline, with evidence", () => {
    const burst = Array.from({ length: 400 }, (_, i) =>
      line(now + hour + i * 600, `INFO cache: hit for key k${i}`),
    );
    const list = findings(burst, now + 90 * minute);
    expect(kindsOf(list)).toContain("volume");
    const volume = warned(list).find((finding) => finding.kind === "volume") as Finding;
    expect(volume.score).toBeGreaterThan(0.99);
    expect(volume.time - (now + hour)).toBeLessThan(12 * minute);
    expect(Number(volume.seen)).toBeGreaterThan(50);
    expect(volume.expected).toMatch(/^about \d/);
    expect(volume.sentence).toMatch(/^s: more lines than usual: \d+, expected about /);
    expect(volume.evidence.join()).toContain("cache: hit for key");
  });

  it("[DET-08] report a lasting rise against the season's level (trend)", () => {
    const rise = Array.from({ length: 360 }, (_, i) => i).flatMap((i) =>
      Array.from({ length: Math.floor(i / 40) }, (_, k) =>
        line(now + i * minute + k * 777, `INFO cache: hit for key k${i}${k}`),
      ),
    );
    const list = findings(rise, now + 6 * hour);
    expect([...kindsOf(list)].some((kind) => kind === "trend" || kind === "volume")).toBe(true);
    expect(list.some((finding) => finding.kind === "trend")).toBe(true);
  });

  it("[DET-16] report an error that was never seen at its first line", () => {
    const list = findings([line(now + hour, "ERROR store: index page torn, rebuilding")], now + 2 * hour);
    const error = list.find((finding) => finding.kind === "new-error") as Finding;
    expect(error).toMatchObject({ severity: expect.stringMatching(/warning|critical/), time: now + hour });
    expect(error.sentence).toContain("index page torn");
  });

  it("report a heartbeat that stays away, once, and a stream that falls silent", () => {
    const list = findings([], now + 2 * hour, (t) => !t.text.includes("watchdog"));
    const gone = warned(list).filter((finding) => finding.kind === "vanished-pattern");
    expect(gone).toHaveLength(1);
    expect(gone[0]).toMatchObject({ seen: expect.stringMatching(/^nothing for/) });
    const one = ready();
    const silent = Array.from({ length: 60 }, (_, i) => one.tick(now + i * minute)).flat();
    expect(silent.map((finding) => finding.kind)).toContain("silent-stream");
    expect(one.streams()[0]?.state).toBe("silent");
  });

  it("[DET-04] [DET-07] report a line with a token of high entropy, and do not repeat the token", () => {
    const secret = ["zQ8rT2mWx", "7LpV4kNs9", "JbY3cHf6D"].join("");
    const list = findings(
      [line(now + hour, `INFO deploy: connecting with password=${secret}`)],
      now + 2 * hour,
    );
    const found = warned(list).find((finding) => finding.kind === "line-entropy") as Finding;
    expect(found.severity).toBe("critical");
    expect(`${found.sentence} ${found.seen} ${found.evidence.join()}`).not.toContain(secret);
  });

  it("take a hexadecimal id for a secret only where it is called one", () => {
    const id = createHash("sha256").update("a container").digest("hex");
    const kindsOf = (text: string) =>
      warned(findings([line(now + hour, text)], now + 2 * hour)).map(({ kind }) => kind);
    expect(kindsOf(`INFO deploy: container died ${id}`)).not.toContain("line-entropy");
    expect(kindsOf(`INFO deploy: connecting with token=${id}`)).toContain("line-entropy");
  });

  it("[DET-05] report a rare line that is almost a known one", () => {
    const list = findings([line(now + hour, "INFO watchbog: all services are well")], now + 2 * hour);
    expect(warned(list).find((finding) => finding.kind === "near-miss")).toMatchObject({
      seen: "watchbog",
      expected: "watchdog",
    });
  });

  it("report a number far outside its range", () => {
    const slow = [0, 1, 2].map((i) =>
      line(now + hour + i * 1000, `INFO api: request ${77 + i} served in 9000 ms`),
    );
    expect(kindsOf(findings(slow, now + 2 * hour))).toContain("value-range");
  });

  it("report many new patterns at once as one change, not as many", () => {
    const deploy = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda".split(" ");
    const list = findings(
      deploy.map((word, i) => line(now + hour + i * 1000, `INFO ${word}: module ${word} was ${word}ed`)),
      now + 2 * hour,
    );
    expect(warned(list).filter((finding) => finding.kind === "template-change")).toHaveLength(1);
    expect(list.filter((finding) => finding.kind === "new-pattern").length).toBeLessThan(7);
  });

  it("say one thing of a fleet that falls silent", () => {
    const one = engine();
    const names = ["a", "b", "c", "d", "e", "f"];
    feed(
      one,
      names.flatMap((name, i) => traffic(i, start, now, 2, name)).sort((a, b) => a.time - b.time),
    );
    const rest = names.slice(3).flatMap((name, i) => traffic(10 + i, now, now + hour, 2, name));
    const list = feed(
      one,
      rest.sort((a, b) => a.time - b.time),
    );
    expect(warned(list).map((finding) => finding.kind)).toEqual(["silent-fleet"]);
  });

  it("redact what they show", () => {
    const one = engine({ redact: (text) => text.replaceAll("alice", "***") });
    one.restore(known);
    const list = feed(one, [line(now, "ERROR auth: token of alice was stolen")]);
    expect(JSON.stringify(list)).not.toContain("alice");
    expect(list.length).toBeGreaterThan(0);
  });
});

describe("warm-up", () => {
  it("is stated, and what needs no baseline is said even then", () => {
    const one = engine();
    const list = feed(one, [
      ...traffic(1, start, start + 3 * hour),
      line(start + 3 * hour, "ERROR raid: member disk has failed"),
    ]);
    expect(one.streams()[0]).toMatchObject({ state: "learning" });
    expect(one.streams()[0]?.learningUntil).toBe((one.streams()[0]?.first ?? 0) + day);
    expect(list.map((finding) => finding.kind)).toEqual(["new-error"]);
  });
});

describe("[DET-09] calibration", () => {
  it("a score of 0.99 is exceeded by about 1 % of normal windows", () => {
    let [windows, exceeded] = [0, 0];
    for (let seed = 1; seed <= 4; seed++) {
      const one = engine();
      let next = start + 2 * day;
      for (const { stream, time, text } of traffic(seed * 31, start, start + 9 * day, 2)) {
        one.push(stream, text, time);
        if (time < next) continue;
        next += 10 * minute;
        windows++;
        if ((one.streams()[0]?.score ?? 0) > 0.99) exceeded++;
      }
    }
    expect(windows).toBeGreaterThan(3000);
    expect(exceeded / windows).toBeGreaterThan(0.002);
    expect(exceeded / windows).toBeLessThan(0.02);
  });
});
