import { expect, it } from "vitest";
import { engine, feed, hour, line, minute, start, traffic } from "../support/traffic.ts";

const names = ["a", "b", "c", "d"];
const now = start + 30 * hour;
const watched = () => {
  const one = engine();
  feed(
    one,
    names.flatMap((name, i) => traffic(i, start, now, 2, name)).sort((x, y) => x.time - y.time),
  );
  return one;
};
const silent = (findings: { kind: string; stream: string }[]) =>
  findings.filter(({ kind }) => kind.startsWith("silent")).map(({ stream }) => stream);

it("blame no stream for a time in which nothing came from anywhere, but whoever stays away after it", () => {
  const one = watched();
  const back = now + hour;
  const first = feed(
    one,
    names.map((name, i) => line(back + i * 1000, "INFO watchdog: all services are well", name)),
  );
  expect(silent(first)).toEqual([]);
  const rest = names.slice(1).flatMap((name, i) => traffic(10 + i, back, back + hour, 2, name));
  const later = feed(
    one,
    rest.sort((x, y) => x.time - y.time),
  );
  expect(silent(later)).toEqual(["a"]);
});

it("do not call a stream silent whose clock was set back, nor its lines fewer", () => {
  const one = watched();
  const rest = names.slice(1).flatMap((name, i) => traffic(10 + i, now, now + hour, 2, name));
  // As one minute passes after the other it writes one line, an hour too early.
  const behind = Array.from({ length: 60 }, (_, i) => now + i * minute);
  const findings = [];
  for (const passed of behind) {
    findings.push(...feed(one, [line(passed - hour, "INFO watchdog: all services are well", "a")]));
    const others = rest.filter(({ time }) => time >= passed && time < passed + minute);
    findings.push(
      ...feed(
        one,
        others.sort((x, y) => x.time - y.time),
      ),
    );
  }
  expect(silent(findings)).toEqual([]);
  const counts = ["volume", "frequency", "rate-change"];
  expect(findings.filter(({ kind, stream }) => stream === "a" && counts.includes(kind))).toEqual([]);
});
