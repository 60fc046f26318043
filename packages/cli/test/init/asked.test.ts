import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { load } from "@logstead/inventory";
import { describe, expect, it, onTestFinished } from "vitest";
import { main, throwAway } from "../logstead.ts";

const state = throwAway("asked");
const enter = "\r";
const up = "\u001b[A";

/** Answers each question when it is on the screen of a real terminal (util-linux's script makes one). */
function answering(
  args: string[],
  answers: [question: string, keys: string][],
): Promise<{ code: number | null; screen: string }> {
  const command = [process.execPath, "--disable-warning=ExperimentalWarning", main, "init", ...args].join(
    " ",
  );
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    env: { ...process.env, XDG_STATE_HOME: join(state, "state"), TERM: "xterm", NO_COLOR: "1", CI: "" },
  });
  onTestFinished(() => void child.kill());
  let screen = "";
  let seen = 0;
  child.stdout.on("data", (data) => {
    screen += stripVTControlCharacters(String(data));
    const [question, keys] = answers[0] ?? [];
    const at = question === undefined ? -1 : screen.indexOf(question, seen);
    if (question === undefined || keys === undefined || at < 0) return;
    seen = at + question.length;
    answers.shift();
    child.stdin.write(keys);
  });
  return new Promise((done) => child.once("close", (code) => done({ code, screen })));
}

describe("./logstead init on a terminal", () => {
  it("asks what the flags leave open, and takes the answers", async () => {
    const file = join(state, "asked.yaml");
    const { code, screen } = await answering(
      ["--out", file, "--store", "state"],
      [
        ["Name of the site", `garden${enter}`],
        ["Name of the first host", enter],
        ["Address of ocean", `10.1.2.3${enter}`],
        ["Roles of ocean", enter],
        ["Another host?", enter],
        ["send syslog", enter],
        ["What shall read the logs?", `${up}${enter}`],
        ["Time zone", `Asia/Tokyo${enter}`],
      ],
    );
    expect({ code, screen }).toMatchObject({ code: 0, screen: expect.stringContaining("next:") });
    const loaded = load(file);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.site.site).toMatchObject({ name: "garden", timezone: "Asia/Tokyo" });
    expect(loaded.site.hosts.ocean?.settings).toMatchObject({
      address: "10.1.2.3",
      roles: ["agent", "loki", "detector"],
      collector: { agent: "alloy" },
    });
  });

  it("writes nothing when a question is answered with Ctrl-C", async () => {
    const { code, screen } = await answering(
      ["--out", join(state, "given-up.yaml"), "--name", "x"],
      [["Name of the first host", "\u0003"]],
    );
    expect({ code, screen }).toMatchObject({
      code: 130,
      screen: expect.stringContaining("nothing was written"),
    });
    expect(readdirSync(state).filter((name) => name.includes("given-up"))).toEqual([]);
  });

  it("asks before it replaces a file, and keeps it by default", async () => {
    const file = join(state, "asked.yaml");
    const { code, screen } = await answering(
      ["--out", file, "--name", "x", "--host", "a=10.0.0.1", "--collector", "alloy", "--timezone", "UTC"],
      [["Replace it?", enter]],
    );
    expect({ code, screen }).toMatchObject({ code: 2, screen: expect.stringContaining("was not replaced") });
  });
});
