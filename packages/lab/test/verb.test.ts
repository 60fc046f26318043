import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { run } from "@logstead/base/process";
import { describe, expect, it } from "vitest";
import { ownState } from "./helper.ts";

ownState();

const logstead = (...args: string[]) =>
  run(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    join(repoRoot, "packages/cli/src/main.ts"),
    ...args,
  ]);
const lab = (...args: string[]) => logstead("lab", ...args);
describe("./logstead lab", () => {
  it("explains itself and each of its subcommands, with an example", async () => {
    const subcommands = [
      "up",
      "down",
      "reset",
      "status",
      "ssh",
      "exec",
      "logs",
      "open",
      "traffic",
      "destroy",
    ];
    const help = await Promise.all(
      [[], ...subcommands.map((s) => [s])].map((args) => lab(...args, "--help")),
    );
    for (const ran of help)
      expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining("$ ./logstead lab ") });
  });

  it("exits with 2 for a wrong command line and with 3 for a lab that is not there", async () => {
    const codes = await Promise.all([
      lab("up", "no-such-host"),
      lab("status", "--name", "No Name"),
      lab("traffic", "--rate", "-1"),
      lab("status"),
      lab("exec", "ocean", "--", "true"),
    ]);
    expect(codes.map((ran) => ran.code)).toEqual([2, 2, 2, 3, 3]);
    expect(codes[3]?.stderr).toContain("./logstead lab up");
  });

  it.skipIf(process.getuid?.() !== 0)(
    "refuses who is not root, before anything is changed, and says what works without",
    async () => {
      const main = join(repoRoot, "packages/cli/src/main.ts");
      const state = mkdtempSync(join(tmpdir(), "logstead-nobody-"));
      const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, main];
      const env = { ...process.env, XDG_STATE_HOME: state };
      const ran = await run("setpriv", [...nobody, "lab", "up"], { env });
      expect(ran.code).toBe(3);
      expect(ran.stderr).toContain("root: user id 65534 [lab-precondition]");
      expect(ran.stderr).toContain("without the lab these still work");
      expect(readdirSync(state)).toEqual([]);
      rmSync(state, { recursive: true });
    },
  );
});
