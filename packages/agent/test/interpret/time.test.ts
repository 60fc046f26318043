import { describe, expect, test } from "vitest";
import { timeParser } from "../../src/interpret/time/parse.ts";

const now = Date.UTC(2026, 6, 1) / 1000;
const iso = (format: string, text: string, zone?: string, at = now) => {
  const moment = timeParser(format, zone)(text, at);
  return (
    moment &&
    `${new Date(moment.seconds * 1000).toISOString().slice(0, 19)}.${String(moment.nanos).padStart(9, "0")}`
  );
};

describe("times in Go's layouts", () => {
  test.each([
    ["RFC3339Nano", "2025-11-13T13:50:00.123456789Z", "2025-11-13T13:50:00.123456789"],
    ["RFC3339", "2025-11-13T13:50:00+05:30", "2025-11-13T08:20:00.000000000"],
    ["RFC3339", "2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000000"],
    ["2006-01-02 15:04:05,000", "2025-11-13 13:50:00,123", "2025-11-13T13:50:00.123000000"],
    ["2006-01-02 15:04:05", "2025-11-13 13:50:00.5", "2025-11-13T13:50:00.500000000"],
    ["02/Jan/2006:15:04:05 -0700", "15/Jan/2024:10:30:00 +0900", "2024-01-15T01:30:00.000000000"],
    ["Mon Jan _2 15:04:05 2006", "Thu Nov  3 13:50:00 2022", "2022-11-03T13:50:00.000000000"],
    ["3:04PM 2 January 06", "1:05PM 3 March 24", "2024-03-03T13:05:00.000000000"],
    ["Unix", "1763041801.25", "2025-11-13T13:50:01.250000000"],
    ["UnixMs", "1763041801123", "2025-11-13T13:50:01.123000000"],
    ["UnixNs", "1763041801123456789", "2025-11-13T13:50:01.123456789"],
  ])("%s reads %s", (format, text, expected) => {
    expect(iso(format, text)).toBe(expected);
  });

  test.each([
    ["RFC3339", "2025-02-30T00:00:00Z"],
    ["RFC3339", "2025-11-13 13:50:00Z"],
    ["2006-01-02", "2025-13-01"],
    ["15:04", "24:00"],
    ["UnixMs", "12.5"],
  ])("%s refuses %s", (format, text) => {
    expect(iso(format, text)).toBeUndefined();
  });

  test("[INV-49] a time without a zone is read in the source's", () => {
    expect(iso("2006-01-02 15:04:05", "2025-07-13 13:50:00", "Europe/Berlin")).toBe(
      "2025-07-13T11:50:00.000000000",
    );
  });

  test("a time without a year belongs to the nearer one around New Year", () => {
    const january = Date.UTC(2026, 0, 1, 0, 5) / 1000;
    expect(iso("Jan _2 15:04:05", "Dec 31 23:59:59", undefined, january)).toBe(
      "2025-12-31T23:59:59.000000000",
    );
    expect(iso("Jan _2 15:04:05", "Jul  4 12:00:00")).toBe("2026-07-04T12:00:00.000000000");
  });
});
