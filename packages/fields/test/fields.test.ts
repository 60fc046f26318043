import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { z } from "zod";
import {
  AbsolutePath,
  AgeRecipient,
  ByteSize,
  CidrAddress,
  CronTime,
  canonicalIp,
  Duration,
  formatBytes,
  HostPort,
  HttpUrl,
  inBytes,
  inDays,
  inSeconds,
  isInternal,
  LabelName,
  Name,
  PathGlob,
  Percent,
  type Refusal,
  Regex,
  SecretRef,
  Sha256,
  TimeZone,
  Version,
  WindowsPath,
  wslPath,
} from "../src/index.ts";

const all = {
  AbsolutePath,
  AgeRecipient,
  ByteSize,
  CidrAddress,
  CronTime,
  Duration,
  HostPort,
  HttpUrl,
  LabelName,
  Name,
  PathGlob,
  Percent,
  Regex,
  SecretRef,
  Sha256,
  TimeZone,
  Version,
  WindowsPath,
};
const entries = Object.entries(all) as [string, z.ZodType][];
const bad = (field: z.ZodType, text: string) =>
  (field.safeParse(text).error?.issues[0] as { params?: Refusal } | undefined)?.params;

describe.each(entries)("field %s", (name, field) => {
  test("takes its own examples, and its pattern agrees", () => {
    const { examples, pattern } = field.meta() as { examples: string[]; pattern?: string };
    for (const example of examples) {
      expect(field.safeParse(example).success, example).toBe(true);
      if (pattern) expect(example).toMatch(new RegExp(pattern));
    }
  });

  test("answers every text, and what it proposes it takes", () => {
    const near = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.stringMatching(/^[A-Za-z0-9./:\\ %_-]{0,20}$/),
      fc.constantFrom(
        "",
        " ",
        "14 days",
        "5",
        "0.5",
        "100 mb",
        "1:30",
        "v3.7",
        "@daily",
        "http://",
        "a:b",
        "../x",
        "C:/x",
        "/mnt/c/x y",
        "(",
        "[a",
        "latest",
      ),
    );
    fc.assert(
      fc.property(near, (text) => {
        const refusal = bad(field, text);
        if (field.safeParse(text).success) return;
        expect(refusal?.code, JSON.stringify(text)).toMatch(/^[a-z0-9-]+$/);
        expect(refusal?.want).toBeTruthy();
        expect(refusal?.fix).toBeTruthy();
        const proposal = /^Please set: (.+)$/.exec(refusal?.fix ?? "")?.[1];
        if (proposal === undefined) return;
        const value = parse(proposal) as unknown;
        expect(
          field.safeParse(String(value)).success,
          `${name} refuses its own ${proposal} for ${JSON.stringify(text)}`,
        ).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe("durations and sizes", () => {
  test.each([
    ["30s", 30],
    ["5m", 300],
    ["1h30m", 5400],
    ["336h", 1_209_600],
    ["14d", 1_209_600],
    ["2w", 1_209_600],
    ["500ms", 0.5],
    ["1.5h", 5400],
  ])("%s", (text, seconds) => {
    expect(inSeconds(Duration.parse(text))).toBe(seconds);
    expect(inDays(Duration.parse(text))).toBe(seconds / 86_400);
  });
  test.each([
    ["512MB", 512e6],
    ["20GB", 20e9],
    ["64MiB", 67_108_864],
    ["1.5KiB", 1536],
    ["7B", 7],
  ])("%s", (text, bytes) => {
    expect(inBytes(ByteSize.parse(text))).toBe(bytes);
  });
  test("bytes are shown within one twentieth", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (n) => {
        const shown = inBytes(ByteSize.parse(formatBytes(n).replace(" ", "")));
        expect(Math.abs(shown - n) / n).toBeLessThanOrEqual(0.05);
      }),
    );
  });
});

describe("addresses", () => {
  test("one form for equal addresses", () => {
    expect(canonicalIp(CidrAddress.parse("fd00:0::1/64"))).toBe(canonicalIp(CidrAddress.parse("FD00::1")));
  });
  test.each([
    ["192.168.1.143", true],
    ["10.1.2.3", true],
    ["127.0.0.1", true],
    ["fd00::1", true],
    ["[fe80::1]", true],
    ["100.64.0.1", true],
    ["loki", true],
    ["ocean.lan", true],
    ["loki.logging.svc.cluster.local", true],
    ["8.8.8.8", false],
    ["2001:4860::1", false],
    ["loki.example.org", false],
    ["local.example.org", false],
  ])("%s internal: %s", (host, internal) => {
    expect(isInternal(host)).toBe(internal);
  });
  test.each([
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.4/",
    "1.2.3.4/33",
    "::1/129",
    "::g",
    "localhost",
    "0x7f.1",
    "1.2.3.4 ",
  ])("%s is no address", (text) => {
    expect(bad(CidrAddress, text)?.code).toBe("bad-address");
  });
});

describe("regular expressions are RE2's", () => {
  test.each([
    ["(?=a)", "look-ahead"],
    ["a(?!b)", "negative look-ahead"],
    ["(?<=a)b", "look-behind"],
    ["(?<!a)b", "negative look-behind"],
    ["(a)\\1", "back-reference"],
    ["(?>a)", "atomic"],
    ["a++", "possessive"],
  ])("%s: %s", (text, feature) => {
    expect(bad(Regex, text)?.message).toContain(feature);
  });
  test.each(["(?i)error|failed", "^(?P<level>\\w+) ", "\\pL+", "[[:alpha:]]", "a{2,3}?", "\\Qa.b\\E"])(
    "%s is fine",
    (text) => {
      expect(bad(Regex, text)).toBeUndefined();
    },
  );
});

test("a Windows path and its place under WSL2", () => {
  expect(wslPath(WindowsPath.parse("F:\\flatnet\\logs"))).toBe("/mnt/f/flatnet/logs");
  expect(bad(WindowsPath, "/mnt/f/flatnet/logs")?.fix).toMatch(/^Please set: F:\\flatnet\\logs/);
});
