import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { formatProblem } from "@logstead/base";
import { afterAll, describe, expect, test } from "vitest";
import { load, loadText } from "../src/index.ts";
import { base } from "./support/texts.ts";

const root = mkdtempSync(join(tmpdir(), "logstead-files-"));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
/** Files of one test, in a folder of its own; the first is the one to load. */
function files(contents: Record<string, string | Buffer>): string {
  const folder = join(root, String(count++));
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return join(folder, Object.keys(contents)[0] as string);
}

/** `code file:line:column` of each problem; every message must fit on a screen and hold no stack trace. */
function found(file: string): string[] {
  const loaded = load(file);
  return (loaded.ok ? loaded.warnings : loaded.problems).map((p) => {
    const text = formatProblem(p);
    expect(text.split("\n").length).toBeLessThanOrEqual(24);
    expect(text).not.toMatch(/\n\s+at /);
    expect(p.fix).toBeDefined();
    const name = (p.file ?? "").slice(dirname(file).length + 1);
    return [p.code, [name, p.line, p.column].filter((part) => part !== undefined).join(":")].join(" ");
  });
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

describe("files that cannot be read", () => {
  test("missing", () => expect(found(join(root, "nowhere.yaml"))).toEqual(["no-such-file nowhere.yaml"]));
  test("below a file", () => {
    const file = files({ "home.yaml": base });
    expect(found(join(file, "more.yaml"))).toEqual(["no-such-file more.yaml"]);
  });
  test("a folder", () => expect(found(dirname(files({ "home.yaml": base })))[0]).toMatch(/^is-a-directory/));
  test("a link that leads nowhere says where it leads", () => {
    const link = join(root, "link.yaml");
    symlinkSync("gone.yaml", link);
    const loaded = load(link);
    expect(loaded.ok ? [] : loaded.problems).toMatchObject([
      { code: "no-such-file", message: "this link leads to 'gone.yaml', which is not there" },
    ]);
  });
  test("a link in a circle", () => {
    const link = join(root, "circle.yaml");
    symlinkSync("circle.yaml", link);
    expect(found(link)).toEqual(["cannot-read circle.yaml"]);
  });
  test("a named pipe is refused and not waited for", () => {
    const pipe = join(root, "pipe.yaml");
    execFileSync("mkfifo", [pipe]);
    expect(found(pipe)).toEqual(["not-a-file pipe.yaml"]);
  });
  test("a device without end", () => expect(found("/dev/zero")).toEqual(["not-a-file zero"]));
  test("a name with a zero in it", () => expect(found(join(root, "a\0b"))[0]).toMatch(/^cannot-read/));
  test("without permission", () => {
    const file = files({ "home.yaml": base });
    chmodSync(file, 0o000);
    // Root may read everything, so for this test it is nobody.
    const wasRoot = process.geteuid?.() === 0;
    if (wasRoot) process.seteuid?.(65_534);
    try {
      expect(found(file)).toEqual(["no-permission home.yaml"]);
    } finally {
      if (wasRoot) process.seteuid?.(0);
    }
  });
  test("50 MB of aliases", () => {
    const laughs = `a: &a [x]\nb: [${"*a, ".repeat(12_500_000)}]\n`;
    expect(found(files({ "home.yaml": laughs }))).toEqual(["file-too-large home.yaml"]);
  });
});

describe("files in other encodings", () => {
  test("CRLF and a UTF-8 mark are fine", () => {
    expect(found(files({ "home.yaml": base.replaceAll("\n", "\r\n") }))).toEqual([]);
    expect(found(files({ "home.yaml": `\ufeff${base}` }))).toEqual([]);
  });
  test("CRLF keeps the places right", () => {
    const text = `${base}    platfrom: linux\n`.replaceAll("\n", "\r\n");
    expect(found(files({ "home.yaml": text }))).toEqual(["unknown-key home.yaml:6:5"]);
  });
  test("UTF-16, either way round", () => {
    const little = utf16(base);
    expect(found(files({ "home.yaml": little }))).toEqual(["not-utf8 home.yaml:1:1"]);
    expect(found(files({ "home.yaml": Buffer.from(little).swap16() }))).toEqual(["not-utf8 home.yaml:1:1"]);
  });
  test("UTF-16 without its mark", () => {
    expect(found(files({ "home.yaml": utf16(base).subarray(2) }))).toEqual(["not-text home.yaml:1:2"]);
  });
  test("Latin-1: the place of the first byte that is none of UTF-8's", () => {
    const text = Buffer.from(`${base}    description: Küche\n`, "latin1");
    expect(found(files({ "home.yaml": text }))).toEqual(["not-utf8 home.yaml:6:19"]);
  });
  test("a program instead of a file", () => {
    const binary = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xfe, 0x80]);
    expect(found(files({ "home.yaml": binary }))).toEqual(["not-utf8 home.yaml:1:9"]);
  });
});

const site = "site: {name: home}\n";
const hosts = "hosts:\n  ocean: {address: 192.168.1.143, roles: [agent, loki]}\n";

describe("included files", () => {
  test("one, several by a pattern, and from a folder below", () => {
    const file = files({
      "home.yaml": `include: [hosts/*.yaml, loki.yaml]\n${site}`,
      "hosts/a.yaml": hosts,
      "hosts/b.yaml": "hosts:\n  dns01: {address: 192.168.1.2}\n",
      "loki.yaml": "loki: {retention: {default: 30d}}\n",
    });
    const loaded = load(file);
    expect(loaded.ok && Object.keys(loaded.site.hosts)).toEqual(["ocean", "dns01"]);
    expect(loaded.ok && loaded.site.loki.retention.default).toBe("30d");
  });
  test("one that is not there, and a pattern without a match", () => {
    const file = files({ "home.yaml": `include:\n  - more.yaml\n  - hosts/*.yaml\n${site}${hosts}` });
    expect(found(file)).toEqual(["include-not-found home.yaml:2:5", "include-not-found home.yaml:3:5"]);
  });
  test("itself, and two that include each other, are read once", () => {
    expect(found(files({ "home.yaml": `include: [home.yaml, ./home.yaml]\n${site}${hosts}` }))).toEqual([]);
    const file = files({
      "home.yaml": `include: [b.yaml]\n${site}`,
      "b.yaml": `include: [home.yaml]\n${hosts}`,
    });
    expect(found(file)).toEqual([]);
  });
  test("a broken one is reported in its own place, and the others are checked", () => {
    const file = files({
      "home.yaml": `include: [broken.yaml]\n${site}${hosts}loki: {versoin: 3.7.8}\n`,
      "broken.yaml": "hosts:\n\tdns01: {address: 192.168.1.2}\n",
    });
    expect(found(file)).toEqual(["not-yaml broken.yaml:2:1", "unknown-key home.yaml:5:8"]);
  });
  test("what a broken one may hold is not said to be missing", () => {
    const file = files({
      "home.yaml": "include: [rest.yaml]\nsite: {name: home}\nalerting: {severities: {critical: [ops]}}\n",
      "rest.yaml": "hosts: {\n",
    });
    expect(found(file)).toEqual(["not-yaml rest.yaml:1:8"]);
  });
  test("a folder, a missing list and a wrong one", () => {
    const folder = files({ "home.yaml": `include: [hosts]\n${site}${hosts}`, "hosts/a.yaml": "" });
    expect(found(folder)[0]).toMatch(/^is-a-directory/);
    expect(found(files({ "home.yaml": `include: 5\n${site}${hosts}` }))).toEqual([
      "wrong-type home.yaml:1:10",
    ]);
  });
  test("a setting that stands in two files names both places", () => {
    const file = files({
      "home.yaml": `include: [b.yaml]\n${site}${hosts}loki:\n  port: 3100\n`,
      "b.yaml": "# more\nloki:\n  port: 3200\n",
    });
    const loaded = load(file);
    const [problem] = loaded.ok ? [] : loaded.problems;
    expect(problem).toMatchObject({ code: "set-twice", path: "loki.port", line: 3, column: 3 });
    expect(problem?.file).toBe(join(dirname(file), "b.yaml"));
    expect(problem?.message).toBe(`loki.port is set here and in ${file}:6`);
  });
  test("two owners in two files: the message names the other's file and line", () => {
    const file = files({
      "home.yaml": `include: [b.yaml]\n${site}${hosts}`,
      "b.yaml": "hosts:\n  dns01:\n    address: 192.168.1.143\n",
    });
    const loaded = load(file);
    const [problem] = loaded.ok ? [] : loaded.problems;
    expect(problem).toMatchObject({
      code: "duplicate-address",
      line: 3,
      file: join(dirname(file), "b.yaml"),
    });
    expect(problem?.message).toBe(`this address is also that of hosts.ocean.address (${file}:4)`);
  });
  test("ten mistakes in three files, in groups, hosts and sections, are ten problems", () => {
    const file = files({
      "home.yaml": `include: [groups.yaml, hosts.yaml]\n${site}loki:\n  versoin: 3.7.8\n  port: many\n  retention: {default: 3d}\n`,
      "groups.yaml": "groups:\n  web: {platform: bsd, ports: {a: {port: 80}, b: {port: 80}}, heartbeat: 5}\n",
      "hosts.yaml":
        "hosts:\n  ocean: {address: 192.168.1.1, roles: [agent, loki], groups: [web, wep]}\n  b: {address: 192.168.1.1, groups: [web]}\n  c: {adress: 192.168.1.3, tenant: x}\n",
    });
    expect(found(file).map((one) => one.split(" ")[1]?.split(":")[0])).toEqual([
      ...Array(3).fill("home.yaml"),
      ...Array(3).fill("groups.yaml"),
      ...Array(4).fill("hosts.yaml"),
    ]);
  });
});

describe("what a site was read from", () => {
  const own = `${base}pipelines: {own: {folder: pipelines/own}}\n`;
  const contents = { "home.yaml": own, "pipelines/own/pipeline.yaml": "", "pipelines/own/cases/a.input": "" };
  const inputsOf = (loaded: ReturnType<typeof load>) => (loaded.ok ? loaded.inputs : undefined);

  test("its own pipelines lie beside its file, wherever the command was called", () => {
    const file = files(contents);
    const folder = dirname(file);
    const below = ["cases/a.input", "pipeline.yaml"].map((name) => join(folder, "pipelines/own", name));
    const patterns = [{ folder: join(folder, "pipelines/own"), pattern: "**" }];
    expect(inputsOf(load(file))?.files.toSorted()).toEqual([file, ...below].toSorted());
    expect(inputsOf(load(file))?.patterns).toEqual(patterns);
    const called = relative(process.cwd(), file);
    expect(inputsOf(load(called))).toEqual({ files: [called, ...below], patterns });
    expect(inputsOf(loadText(own, file))?.patterns).toEqual(patterns);
  });

  test("text that is in no file is read from nothing, also where there is such a folder", () => {
    const here = `${base}pipelines: {own: {folder: src}}\n`;
    expect(inputsOf(loadText(here))).toEqual({ files: [], patterns: [] });
  });
});
