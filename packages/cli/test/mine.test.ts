import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { logstead, main, throwAway } from "./logstead.ts";

const folder = throwAway("mine");
const log = [
  "Nov 21 10:00:01 dns01 sshd[7]: Accepted key for alice from 10.0.0.1 port 4711",
  "Nov 21 10:00:02 dns01 sshd[8]: Accepted key for bob from 10.0.0.2 port 4712",
  "",
  "Nov 21 10:00:03 dns01 sshd[9]: Accepted key for carol from 10.0.0.3 port 4713",
  "Nov 21 10:00:04 dns01 sshd[9]: Accepted key for dave from 10.0.0.3 port 4714",
  "Nov 21 10:00:05 dns01 cron[3]: job 12 done",
];
const input = log.join("\n");

test("[DET-11] mine prints patterns with counts and bars", async () => {
  const { code, out, err } = await logstead(["mine"], { input });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out.split("\n")).toEqual([
    "6 lines, 2 patterns, header: time word tag, 1 without words",
    "",
    "4  ████████████  Accepted key for <*> from <*> port <*>",
    "1  ███           job <*> done",
  ]);
});

test("--ids and --templates print one line a line of input, final and also for empty lines", async () => {
  const ids = await logstead(["mine", "--ids"], { input });
  expect(ids.out.split("\n")).toEqual(["1", "1", "0", "1", "1", "5"]);
  const templates = await logstead(["mine", "--templates"], { input: `${input}\n` });
  const accepted = "Accepted key for <*> from <*> port <*>";
  expect(templates.out.split("\n")).toEqual([accepted, accepted, "", accepted, accepted, "job <*> done"]);
});

test("--message looks for no header; --json tells of the variables", async () => {
  const { out } = await logstead(["mine", "--message", "--json"], { input: "took 5 ms\ntook 9 ms\n" });
  expect(JSON.parse(out)).toMatchObject({
    lines: 2,
    header: "none",
    patterns: [{ id: 1, count: 2, template: "took <*> ms", variables: [{ distinct: 2, min: 5, max: 9 }] }],
  });
});

test("[DET-02] [PIP-24] --grok takes formats of one's own", async () => {
  const grok = join(folder, "own.grok");
  writeFileSync(grok, "FORMAT_OWN <<%{WORD:component}>> %{GREEDYDATA:message} \\(%{NUMBER:seconds} s\\)\n");
  const lines = Array.from({ length: 20 }, (_, i) => `<<pump>> flow is ${i} (0.${i} s)`).join("\n");
  const { out } = await logstead(["mine", "--grok", grok], { input: lines });
  expect(out.split("\n")).toEqual(["20 lines, 1 pattern, header: own", "", "20  ████████████  flow is <*>"]);
});

test("files that cannot be read are a problem with a fix, not a stack trace", async () => {
  const { code, err } = await logstead(["mine", join(folder, "nothing.log")]);
  expect(code).toBe(3);
  expect(err).toContain("there is no such file [mine/unreadable]");
  const grok = join(folder, "bad.grok");
  writeFileSync(grok, "FORMAT_BAD %{NOPE}\n");
  const bad = await logstead(["mine", "--grok", grok], { input });
  expect({ code: bad.code, said: bad.err.includes("[grok/unknown]") }).toEqual({ code: 1, said: true });
});

test("a reader that stops early ends it quietly", async () => {
  const file = join(folder, "big.log");
  writeFileSync(file, Array.from({ length: 50_000 }, (_, i) => `line ${i} of many`).join("\n"));
  const result = await execa(`'${process.execPath}' '${main}' mine --templates '${file}' | head -1`, {
    shell: true,
  });
  expect({ out: result.stdout, err: result.stderr }).toEqual({ out: "line <*> of many", err: "" });
});
