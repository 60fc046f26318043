import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { run } from "@logstead/base/process";
import { describe, expect, it } from "vitest";
import { noLab, ownState } from "./helper.ts";

ownState("lab", "verb");

const logstead = (...args: string[]) =>
  run(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    join(repoRoot, "packages/cli/src/main.ts"),
    ...args,
  ]);
const lab = (...args: string[]) => logstead("lab", ...args);
const json = async (verb: string, ...args: string[]) =>
  JSON.parse((await lab(verb, "--output", "json", ...args)).stdout);

describe.skipIf(noLab)("./logstead lab, with hosts", () => {
  it("goes up, runs a command and is destroyed, twice in a row", async () => {
    for (const _ of [1, 2]) {
      expect(await lab("up")).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^ocean +192\.168\.1\.143 +running/m),
      });
      const journal = await lab("exec", "ocean", "--", "journalctl", "-n1");
      expect([journal.code, journal.stdout.trim().split("\n").length]).toEqual([0, 1]);
      expect(await lab("destroy")).toMatchObject({ code: 0, stdout: "lab lab is gone\n" });
    }
  });

  it("prints what it does as JSON and ends as its commands do", async () => {
    const name = ["--name", "verb"];
    const up = await json("up", "gateway", ...name);
    expect(up.hosts.find((h: { name: string }) => h.name === "gateway")).toMatchObject({
      state: "running",
      boots: 1,
    });
    expect(await json("exec", ...name, "gateway", "--", "sh", "-c", "echo out; exit 5")).toEqual({
      code: 5,
      stdout: "out\n",
      stderr: "",
    });
    expect((await lab("exec", ...name, "gateway", "--", "sh", "-c", "exit 5")).code).toBe(5);
    await lab("windows", "write", "a.log", "one", ...name);
    expect(await json("windows", "rotate", "a.log", ...name)).toEqual(["a-1.log", "a.log"]);
    const receipt = await json(
      "traffic",
      "--profile",
      "gateway",
      "--rate",
      "100",
      "--seconds",
      "0.5",
      ...name,
    );
    expect(receipt).toMatchObject({ sent: 50, profile: "gateway" });
    const { stdout } = await lab("exec", ...name, "gateway", "--", "cat", "/mnt/f/flatnet/logs/access.log");
    const main = [
      join(repoRoot, "packages/cli/src/main.ts"),
      "lab",
      "count",
      receipt.run,
      "--output",
      "json",
      ...name,
    ];
    const counted = await run(process.execPath, main, { input: stdout });
    const access = { id: "gateway-access", sent: 40, found: 40, lost: 0, duplicates: 0 };
    expect([counted.code, JSON.parse(counted.stdout)[0]]).toEqual([1, expect.objectContaining(access)]);
    expect((await json("logs", "gateway", "-n", "2", ...name)).lines.length).toBeGreaterThan(1);
  });
});
