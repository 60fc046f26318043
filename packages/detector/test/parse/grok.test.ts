import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatsOf } from "../../src/core/parse/formats.ts";
import { compileGrok, isGrokProblem, readGrok } from "../../src/core/parse/grok.ts";
import { StreamParser } from "../../src/core/parse/parser.ts";

const folder = new URL("../../../agent/grok/", import.meta.url);
const files = readdirSync(folder)
  .sort()
  .map((name) => readFileSync(new URL(name, folder), "utf8"));
const { library, problems } = readGrok(files);
const fieldsOf = (expression: string, text: string) => {
  const grok = compileGrok(expression, library);
  if (isGrokProblem(grok)) throw new Error(grok.message);
  return grok.exec(text);
};

test("[PIP-24] [DET-02] every Grok pattern of the library compiles", () => {
  expect(problems).toEqual([]);
  for (const [name, definition] of library)
    expect({ name, problem: isGrokProblem(compileGrok(definition, library)) }).toEqual({
      name,
      problem: false,
    });
  expect(formatsOf(library).problems).toEqual([]);
});

/** A line of each known format, and fields it must give. */
const lines: Record<string, [line: string, fields: Record<string, string | number>]> = {
  "syslog-rfc3164": [
    "<13>Nov 21 10:00:01 dns01 named[812]: query refused",
    { component: "named", pid: 812, message: "query refused" },
  ],
  "syslog-rfc5424": [
    '<34>1 2026-11-21T10:00:00.003Z gw su 77 ID47 [a@1 b="c"] failed',
    { priority: 34, component: "su", message: "failed" },
  ],
  "http-common": [
    '10.0.0.1 - bob [21/Nov/2026:10:00:01 +0000] "GET /x HTTP/1.1" 200 612',
    { client: "10.0.0.1", method: "GET", status: 200, bytes: 612 },
  ],
  "httpd-error": [
    "[Sat Nov 21 10:00:01.123456 2026] [core:error] [pid 5:tid 7] File does not exist",
    { component: "core", level: "error", tid: 7 },
  ],
  "nginx-error": [
    "2026/11/21 10:00:01 [error] 7#8: *9 open() failed",
    { level: "error", pid: 7, connection: 9, message: "open() failed" },
  ],
  klog: [
    "E1121 10:00:02.123456    4242 controller.go:99] Sync failed",
    { level: "E", component: "controller.go:99", message: "Sync failed" },
  ],
  log4j: [
    "2026-11-21 10:00:01,478 INFO [main] com.example.Server: Started",
    { thread: "main", component: "com.example.Server", message: "Started" },
  ],
  python: [
    "2026-11-21 10:00:01,478 - app.web - WARNING - slow",
    { component: "app.web", level: "WARNING", message: "slow" },
  ],
  postgresql: [
    "2026-11-21 10:00:01.478 UTC [99] bob@shop ERROR:  relation does not exist",
    { user: "bob", database: "shop", level: "ERROR" },
  ],
  dpkg: [
    "2026-11-21 10:00:01 status installed libc6:amd64 2.36",
    { message: "status installed libc6:amd64 2.36" },
  ],
  logcat: [
    "11-21 10:00:01.811  1702  2395 D WindowManager: printing",
    { tid: 2395, level: "D", component: "WindowManager" },
  ],
};

test.each(Object.entries(lines))("[PIP-24] the format %s gives its fields", (name, [line, fields]) => {
  const { formats } = formatsOf(library);
  expect(formats.find((format) => format.name === name)?.grok.exec(line)).toMatchObject(fields);
});

test("every format of the library has a line here", () => {
  expect(
    formatsOf(library)
      .formats.map((f) => f.name)
      .sort(),
  ).toEqual(Object.keys(lines).sort());
});

test("[PIP-24] Logstash's syntax: references, fields, casts, names of one's own", () => {
  expect(fieldsOf("%{IP:[client][ip]} %{NUMBER:ms:float} (?<rest>.*)", "10.0.0.1 1.5 a b")).toEqual({
    "[client][ip]": "10.0.0.1",
    ms: 1.5,
    rest: "a b",
  });
  expect(fieldsOf("%{INT:n:int}", "x")).toBeUndefined();
});

test("what is wrong with a pattern file is said, not thrown", () => {
  expect(readGrok(["A [\nnot a definition"]).problems.map((p) => `${p.code} ${p.at}`)).toEqual([
    "grok/syntax line 2",
  ]);
  const own = readGrok(["A %{B}\nB %{A}\nC (\nD %{NOPE}"]).library;
  expect(["%{A}", "%{C}", "%{D}"].map((e) => (compileGrok(e, own) as { code: string }).code)).toEqual([
    "grok/cycle",
    "grok/expression",
    "grok/unknown",
  ]);
});

test("[DET-02] a format of one's own serves a stream whose columns tell of no header", () => {
  const own = readGrok([
    ...files,
    "FORMAT_OWN !!%{WORD:component}!! %{GREEDYDATA:message} @%{TIMESTAMP_ISO8601:timestamp}",
  ]);
  const parser = new StreamParser(0, formatsOf(own.library).formats);
  parser.learn(
    Array.from({ length: 40 }, (_, i) => `!!pump!! flow ${i} @2026-11-21T10:00:01Z`),
    0,
  );
  expect(parser.parse("!!pump!! flow is low @2026-11-21T10:00:01Z", 0)).toMatchObject({
    component: "pump",
    message: "flow is low",
    time: Date.UTC(2026, 10, 21, 10, 0, 1),
  });
});
