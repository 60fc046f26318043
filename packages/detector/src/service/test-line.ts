import type { Finding } from "../core/detect/finding.ts";

/** A line with these words is an anomaly, wherever it was written: with it one tries the way from a host to people. */
export const testMark = "LOGSTEAD-TEST-ANOMALY";
/** What an anomaly made of one is called, before its words. */
export const testTitle = "test of the alerts";

const named = new RegExp(`${testMark}[ :=]+([\\w-]{1,40})`);

/** What a test line is found to be; undefined for every other line. Its name tells tests from each other. */
export function testFinding(stream: string, line: string, time: number): Finding | undefined {
  if (!line.includes(testMark)) return undefined;
  const test = [testMark, named.exec(line)?.[1] ?? ""].join(" ").trimEnd();
  return {
    kind: "test",
    stream,
    score: 1,
    surprise: 20,
    severity: "critical",
    time,
    since: time,
    expected: "no such line",
    seen: test,
    evidence: [test],
    sentence: `A test of the way to you: ${test}.`,
    // no episode of the stream's
    episode: -1,
    opens: true,
  };
}
