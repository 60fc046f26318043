import { formatProblem } from "@logstead/base";
import { describe, expect, test } from "vitest";
import { loadText } from "../src/index.ts";
import { base, codesOf, siteOf, withOcean, withSections } from "./support/texts.ts";

const problems = (text: string) => {
  const loaded = loadText(text, "home.yaml");
  return loaded.ok ? [] : loaded.problems;
};

describe("form: what stands in for a file", () => {
  test.each([
    ["nothing", "", "empty-file"],
    ["spaces and lines", "  \n\n \n", "empty-file"],
    ["only comments", "# later\n# more\n", "empty-file"],
    ["only document marks", "---\n...\n---\n", "empty-file"],
    ["an anchor without a value", "&a\n", "empty-file"],
    ["a list", "- a\n- b\n", "not-a-mapping"],
    ["a text", "hello\n", "not-a-mapping"],
    ["a number", "5\n", "not-a-mapping"],
    ["an alias", "*a\n", "unknown-anchor"],
    ["brackets the wrong way round", "}{", "not-yaml"],
    ["a zero byte", `${base}\0`, "not-text"],
    ["UTF-16 without its mark", [...base].join("\0"), "not-text"],
    ["an escape sequence of a terminal", `${base}#\u001b[31m`, "not-text"],
  ])("%s", (_, text, code) => {
    const found = problems(text);
    expect(found.map((p) => p.code)).toEqual([code]);
    expect(found[0]?.fix).toBeDefined();
  });
});

describe("form: sections with nothing in them are their defaults", () => {
  test("loki:, groups:, defaults: and tenants: with nothing", () => {
    const plain = siteOf(base);
    const spelt = siteOf(withSections("loki:\ngroups:\ndefaults:\ntenants:\nalerting:\n  rules:\n"));
    expect({ ...spelt, hosts: {} }).toEqual({ ...plain, hosts: {} });
  });

  test("a setting with nothing is asked for", () => {
    expect(codesOf(withSections("loki:\n  version:\n"))).toEqual(["empty-value at loki.version"]);
  });
});

describe("form: too much", () => {
  const small = (text: string, code: string) => {
    const found = problems(text);
    expect(found[0]?.code).toBe(code);
    expect(found.length).toBe(1);
    expect(formatProblem(found[0] as never).split("\n").length).toBeLessThanOrEqual(24);
  };

  test("100,000 brackets", () => small("[".repeat(100_000), "too-deep"));
  test("100,000 braces", () => small("{a: ".repeat(100_000), "too-deep"));
  test("120 levels of indentation", () =>
    small(Array.from({ length: 120 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), "too-deep"));
  test("billion laughs in 50 MB", () =>
    small(`a: &a [x]\nb: [${"*a, ".repeat(12_500_000)}]`, "file-too-large"));
  test("750,000 aliases in 3 MB", () =>
    small(`a: &a [x]\nb: [${"*a, ".repeat(750_000)}]`, "too-many-values"));
  test("five levels of aliases, each of twenty, in 1 kB", () => {
    const level = (name: string, of: string) => `${name}: &${name} [${`*${of}, `.repeat(20)}]\n`;
    const text = `a: &a [x]\n${level("b", "a")}${level("c", "b")}${level("d", "c")}${level("e", "d")}${level("f", "e")}`;
    small(text, "too-many-values");
  });
  test("a line of 5 MB", () => small(withOcean(`description: ${"y".repeat(5e6)}`), "out-of-range"));
  test("300,000 tabs give ten lines, not 300,000", () => {
    expect(problems("\tx\n".repeat(300_000)).length).toBeLessThanOrEqual(10);
  });
  test("2,000 mistakes are all reported", () => {
    const hosts = Array.from(
      { length: 1000 },
      (_, i) => `  h${i}: {address: 10.0.${i >> 8}.${i & 255}, colector: a, heartbeat: x}\n`,
    );
    const text = `site: {name: home}\nloki: {url: "https://192.168.1.143:3100"}\nhosts:\n${hosts.join("")}`;
    expect(problems(text).length).toBe(2000);
  });
});

describe("form: values that YAML reads in its own way", () => {
  test.each(["yes", "no", "on", "off", "y", "n", "Yes", "NO"])(
    "%s is a text; the message says what to write",
    (word) => {
      const [problem] = problems(withOcean(`baseLogging: {aptCacheCleanup: ${word}}`));
      expect(problem?.fix).toMatch(/^Please set: aptCacheCleanup: (true|false)$/);
      expect(problem?.fix).toContain(/^(y|on)/i.test(word) ? "true" : "false");
    },
  );

  test.each(["true", "True", "TRUE", "false"])("%s is a truth value", (word) => {
    expect(codesOf(withOcean(`baseLogging: {aptCacheCleanup: ${word}}`))).toEqual([]);
  });

  test.each([
    ["0755", "ambiguous-number"],
    ["0o22", undefined],
    ["0x16", undefined],
    ["22:22", "wrong-type"],
    ["1_000", "wrong-type"],
    [".nan", "wrong-type"],
    ["1e400", "wrong-type"],
    ["1e3", undefined],
    ["-22", "out-of-range"],
  ])("ssh port %s", (text, code) => {
    expect(codesOf(withOcean(`ssh: {port: ${text}}`))).toEqual(
      code ? [`${code} at hosts.ocean.ssh.port`] : [],
    );
  });

  test("a date is a text, as it is written", () => {
    expect(siteOf(withSections("loki: {storage: {schemaFrom: 2024-01-01}}")).loki.storage.schemaFrom).toBe(
      "2024-01-01",
    );
  });

  test("a number where a text is due keeps its digits in the proposal", () => {
    const [problem] = problems(withSections("labels: {static: {version: 12345678901234567890}}"));
    expect(problem?.fix).toBe("Please set: version: '12345678901234567890'");
  });
});

describe("form: keys", () => {
  test.each(["constructor", "toString", "valueOf", "hasOwnProperty", "5", "null", "true"])(
    "%s at the top is unknown",
    (key) => {
      expect(codesOf(withSections(`${key}: 1`))).toEqual([`unknown-key at ${key}`]);
    },
  );

  test("a host may be named like a part of the language", () => {
    const site = siteOf(`${base}  constructor: {address: 192.168.1.9}\n`);
    expect(Object.keys(site.hosts)).toEqual(["ocean", "constructor"]);
  });

  test("__proto__ changes nothing", () => {
    expect(codesOf(withOcean("__proto__: {platform: windows}"))).toEqual(["bad-key at hosts.ocean"]);
    expect(({} as Record<string, unknown>).platform).toBeUndefined();
  });

  test("a merge key joins, and own keys win", () => {
    const site = siteOf(
      withOcean("ssh: &login {user: admin, port: 2222}\n") +
        "  dns01:\n    address: 192.168.1.2\n    ssh: {<<: *login, port: 22}\n",
    );
    expect(site.hosts.dns01?.settings.ssh).toMatchObject({ user: "admin", port: 22 });
  });
});
