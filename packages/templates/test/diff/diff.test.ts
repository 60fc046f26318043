import { describe, expect, test } from "vitest";
import { diffJson, diffMarkdown, diffText, diffTrees } from "../../src/index.ts";
import { treeOf } from "../support/tree.ts";

const between = (path: string, before: string, after: string) =>
  diffTrees(treeOf({ [path]: before }), treeOf({ [path]: after }));
const lines = (path: string, before: string, after: string) =>
  diffText(between(path, before, after))
    .split("\n")
    .filter((line) => line.startsWith("    "))
    .map((line) => line.slice(4));

describe("data is compared as data", () => {
  test.each([
    [
      "a value in a list",
      "a.yaml",
      "scrape_configs: [{job_name: a, x: 1}]",
      "scrape_configs:\n- x: 1\n  job_name: b",
      ['~ scrape_configs[0].job_name: "a" → "b"'],
    ],
    [
      "an item at the front",
      "a.yaml",
      "- {n: 1}\n- {n: 2}",
      "- {n: 0}\n- {n: 1}\n- {n: 2}",
      ['+ [0]: {"n":0}'],
    ],
    [
      "an item gone, another changed",
      "a.yaml",
      "- 1\n- {n: 2}\n- 3\n- {n: 4}",
      "- {n: 2}\n- 3\n- {n: 5}",
      ["- [0]: 1", "~ [2].n: 4 → 5"],
    ],
    [
      "keys added and removed",
      "a.json",
      '{"a":1,"b":{"c":2}}',
      '{"b":{"d":3},"a":1}',
      ["- b.c: 2", "+ b.d: 3"],
    ],
    ["a number that became a text", "a.yaml", "a: 1", 'a: "1"', ['~ a: 1 → "1"']],
    [
      "large numbers",
      "a.yaml",
      "a: 9007199254740993",
      "a: 9007199254740992",
      ['~ a: "9007199254740993" → "9007199254740992"'],
    ],
    ["several documents", "a.yaml", "a: 1\n---\nb: 1\n", "a: 1\n---\nb: 2\n", ["~ [1].b: 1 → 2"]],
    [
      "merge keys and anchors",
      "a.yaml",
      "x: &x {p: 1}\ny: {<<: *x}",
      "x: {p: 1}\ny: {p: 2}",
      ["~ y.p: 1 → 2"],
    ],
    ["keys with dots", "a.json", '{"a.b":1}', '{"a.b":2}', ['~ "a.b": 1 → 2']],
    [
      "a unit's repeated keys, in order",
      "x.service",
      "[Service]\nExecStart=\nExecStart=/a\n",
      "[Service]\n# c\nExecStart=\nExecStart = /b\n",
      ['~ Service.ExecStart[1]: "/a" → "/b"'],
    ],
    [
      "a unit's joined lines",
      "x.service",
      "[Service]\nExecStart=/a \\\n  -b\n",
      "[Service]\nExecStart=/a -b\n",
      [],
    ],
    ["another kind of value", "a.json", '{"a":[1]}', '{"a":{"b":1}}', ['~ a: [1] → {"b":1}']],
    [
      "an INI file",
      "ansible.cfg",
      "[defaults]\nforks = 5\n",
      "[defaults]\nforks=6\n[ssh]\nx=1\n",
      ['~ defaults.forks: "5" → "6"', '+ ssh: {"x":"1"}'],
    ],
  ])("%s", (_, path, before, after, expected) => expect(lines(path, before, after)).toEqual(expected));

  test("comments, order and layout are told as such", () => {
    expect(diffText(between("a.yaml", "b: 1\na: 2 # x\n", "a: 2\nb: 1\n"))).toContain(
      "comments, order or layout only",
    );
  });
});

describe("what is no data is compared by line", () => {
  test.each([
    ["another format", "nginx.conf", "a;\nb;\n", "a;\nc;\n"],
    ["YAML with a mistake", "a.yaml", "a: [1\n", "a: [2]\n"],
    ["YAML with tags that mean something elsewhere", "a.yaml", "a: !vault x\n", "a: !unsafe x\n"],
    ["a key twice", "a.yaml", "a: 1\na: 2\n", "a: 1\n"],
    ["JSON with a comment", "a.json", "{} // x\n", "{}\n"],
  ])("%s", (_, path, before, after) => {
    expect(between(path, before, after)).toMatchObject([
      { status: "changed", text: expect.stringMatching(/^@@ /) },
    ]);
  });

  test("a unified diff, with the end of the file", () => {
    expect(lines("x.conf", "a\nb\nc", "a\nB\nc\n")).toEqual([
      "@@ -1,3 +1,3 @@",
      " a",
      "-b",
      "-c",
      "\\ No newline at end of file",
      "+B",
      "+c",
    ]);
  });
});

test("files with nothing in common are counted, not compared line by line", () => {
  const text = (word: string) => Array.from({ length: 6000 }, (_, i) => `${word}${i}\n`).join("");
  expect(between("x.txt", text("a"), text("b"))).toMatchObject([{ added: 6000, removed: 6000 }]);
});

test("added, removed, mode and owner; equal trees have no difference", () => {
  const file = (mode: number, owner: string) => ({ content: "x", mode, owner });
  const before = treeOf({ gone: "1\n", m: file(0o644, "root"), o: file(0o644, "root"), same: "1" });
  const after = treeOf({ new: "1\n2\n", m: file(0o755, "root"), o: file(0o644, "loki"), same: "1" });
  expect(diffTrees(before, after)).toMatchObject([
    { path: "gone", status: "removed", removed: 1 },
    { path: "m", status: "changed", mode: { before: "0644", after: "0755" } },
    { path: "new", status: "added", added: 2 },
    { path: "o", status: "changed", owner: { before: "root", after: "loki" } },
  ]);
  expect(diffTrees(before, before)).toEqual([]);
  expect(diffText([])).toBe("no changes\n");
});

describe("secrets are masked in every view", () => {
  const secret = "hunter2-Zq9";
  test.each([
    ["a key", "a.yaml", (x: string) => `basic_auth: {password: "${x}"}`],
    ["a key in camel case", "a.json", (x: string) => `{"clientSecret":"${x}"}`],
    ["below a secret key", "a.yaml", (x: string) => `credentials: {user: a, value: ${x}}`],
    ["an added mapping", "a.yaml", (x: string) => (x.endsWith("1") ? "a: 1" : `a: 1\nb: {api_key: ${x}}`)],
    ["a URL", "a.yaml", (x: string) => `url: https://me:${x}@loki:3100/push`],
    ["a header as a value", "a.yaml", (x: string) => `headers: ["Authorization: Bearer ${x}"]`],
    [
      "an environment line of a unit",
      "x.service",
      (x: string) => `[Service]\nEnvironment="DB_PASSWORD=${x}"`,
    ],
    ["text: key=value", "x.env", (x: string) => `export API_TOKEN=${x}`],
    ["text: quoted", "x.conf", (x: string) => `password: '${x} and more'`],
    ["text: a header", "x.conf", (x: string) => `proxy_set_header Authorization "Bearer ${x}";`],
    ["text: an option", "x.sh", (x: string) => `curl --password ${x} --user-agent a`],
    [
      "text: a private key",
      "x.pem",
      (x: string) => `-----BEGIN RSA PRIVATE KEY-----\n${x}\n-----END RSA PRIVATE KEY-----`,
    ],
    [
      "text: the middle of a private key",
      "x.pem",
      (x: string) => {
        const lines = (n: number) => "MIIEsame\n".repeat(n);
        return `-----BEGIN PRIVATE KEY-----\n${lines(9)}${x}\n${lines(9)}-----END PRIVATE KEY-----\n`;
      },
    ],
    ["a container's environment", "a.yaml", (x: string) => `env: [{name: API_TOKEN, value: ${x}}]`],
    [
      "an added container's environment",
      "a.yaml",
      (x: string) => (x.endsWith("1") ? "a: 1" : `env: [{name: API_TOKEN, value: ${x}}]`),
    ],
    ["INI: a key", "x.ini", (x: string) => `[a]\nauth_token = ${x}`],
  ])("%s", (_, path, text) => {
    const diffs = between(path, text(`${secret}1`), text(`${secret}2`));
    expect(diffs.length).toBe(1);
    for (const view of [diffText(diffs), diffJson(diffs), diffMarkdown(diffs)]) {
      expect(view).not.toContain("hunter2");
      expect(view).toContain("***");
    }
  });

  test.each([
    ["key_file: /a", "key_file: /b", '~ key_file: "/a" → "/b"'],
    ["password_file: /a", "password_file: /b", '~ password_file: "/a" → "/b"'],
    ["sort_key: a", "sort_key: b", '~ sort_key: "a" → "b"'],
    ["max_tokens_per: 1", "max_tokens_per: 2", "~ max_tokens_per: 1 → 2"],
    ["secret: one", "secret: two", '~ secret: "***" (a different value)'],
  ])("%s", (before, after, line) => expect(lines("a.yaml", before, after)).toEqual([line]));
});

describe("views", () => {
  const diffs = diffTrees(
    treeOf({ "a.yaml": "a: 1", "b<.md": "```\nx\n```\n" }),
    treeOf({ "a.yaml": "a: 2", "c.txt": "c\n" }),
  );

  test("Markdown: counts on top, files collapsed, fences longer than those inside", () => {
    expect(diffMarkdown(diffs)).toMatchInlineSnapshot(`
      "### Rendered files: 3 files: 1 added, 1 changed, 1 removed

      <details><summary>~ <code>a.yaml</code> (~1 values)</summary>

      \`\`\`diff
      ~ a: 1 → 2
      \`\`\`

      </details>
      <details><summary>- <code>b&lt;.md</code> (-3 lines)</summary>

      \`\`\`\`diff
      @@ -1,3 +0,0 @@
      -\`\`\`
      -x
      -\`\`\`
      \`\`\`\`

      </details>
      <details><summary>+ <code>c.txt</code> (+1 lines)</summary>

      \`\`\`diff
      @@ -0,0 +1 @@
      +c
      \`\`\`

      </details>
      "
    `);
  });

  test("JSON: counts and files", () => {
    expect(JSON.parse(diffJson(diffs))).toMatchObject({
      counts: { added: 1, removed: 1, changed: 1 },
      files: [{ path: "a.yaml", values: [{ kind: "changed", path: "a", before: 1, after: 2 }] }, {}, {}],
    });
  });

  test("Markdown stays within what a comment holds, and counts the rest", () => {
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`f${i}.txt`, "line\n".repeat(1000)]),
    );
    const text = diffMarkdown(diffTrees(treeOf({}), treeOf(many)));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/^### Rendered files: 50 files: 50 added/);
    expect(text).toMatch(/\n\d+ more files are not shown/);
  });
});
