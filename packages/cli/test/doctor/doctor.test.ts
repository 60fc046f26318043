import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { logstead, throwAway } from "../logstead.ts";

const state = throwAway("doctor");

interface Answer {
  ok: boolean;
  groups: { name: string; checks: { name: string; state: string; detail: string; fix?: string }[] }[];
}

const check = (answer: Answer, group: string, name: string) =>
  answer.groups.find((g) => g.name === group)?.checks.find((c) => c.name === name);

describe("./logstead doctor", () => {
  it("is green on this machine, in groups, every red or optional check with its reason", async () => {
    const { code, out } = await logstead(["doctor", "--output", "json"]);
    const answer = JSON.parse(out) as Answer;
    expect(answer.groups.map((g) => g.name)).toEqual([
      "this machine",
      "programs",
      "lab",
      "state and cache",
      "inventory files",
    ]);
    const red = answer.groups.flatMap((g) => g.checks.filter((c) => c.state === "missing"));
    expect({ code, ok: answer.ok, red }).toEqual({ code: 0, ok: true, red: [] });
  });

  it("names what is missing with the command that mends it, and goes on", async () => {
    const bin = join(state, "bin");
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, "node"));
    const keys = join(state, "keys.txt");
    writeFileSync(keys, "# no key\n");
    chmodSync(keys, 0o644);
    const env = { PATH: bin, SOPS_AGE_KEY_FILE: keys };
    const { code, out } = await logstead(["doctor", "--output", "json"], { state, env });
    const answer = JSON.parse(out) as Answer;
    expect({ code, ok: answer.ok }).toEqual({ code: 1, ok: false });
    expect(check(answer, "this machine", "git")).toMatchObject({
      state: "missing",
      fix: "apt-get install git",
    });
    expect(check(answer, "state and cache", "age key")).toMatchObject({
      state: "missing",
      fix: `chmod -R go= ${keys}`,
    });
    expect(check(answer, "inventory files", "lab")).toMatchObject({ state: "ok" });
    const text = await logstead(["doctor"], { state, env });
    expect(text.out).toMatch(/✗ git +is not on PATH\n +fix: apt-get install git/);
    expect(text.code).toBe(1);
  });
});
