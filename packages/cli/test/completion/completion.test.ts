import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { logstead, throwAway } from "../logstead.ts";

const folder = throwAway("completion");
const onPath = (program: string) =>
  (process.env.PATH ?? "").split(delimiter).some((part) => existsSync(join(part, program)));

describe("completion in a real bash", () => {
  const script = join(folder, "logstead.bash");
  beforeAll(async () => writeFileSync(script, (await logstead(["completion", "bash"])).out));

  /** The candidates after these words; the last one is what is being typed. */
  const complete = (...words: string[]) => {
    const code = `source ${script}; COMP_WORDS=(${words.map((w) => `'${w}'`).join(" ")}); COMP_CWORD=${words.length - 1}
      _logstead; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", code], { encoding: "utf8", cwd: folder });
    expect(stderr).toBe("");
    return stdout.trim().split("\n").sort();
  };

  it("is registered for the command however it is called", () => {
    const { stdout } = spawnSync("bash", ["--norc", "-c", `source ${script}; complete -p logstead`], {
      encoding: "utf8",
    });
    expect(stdout).toContain("-F _logstead logstead");
  });

  it.each([
    [["./logstead", "inv"], ["inventory"]],
    [
      ["./logstead", "inventory", "s"],
      ["schema", "show"],
    ],
    [["./logstead", "inventory", "show", "--fo"], ["--format"]],
    [
      ["./logstead", "inventory", "show", "--format", "ansible"],
      ["ansible", "ansible-file"],
    ],
    [
      ["./logstead", "secrets", "set", "--env", ""],
      ["home", "lab"],
    ],
    [
      ["./logstead", "test", "--f"],
      ["--fast", "--full"],
    ],
    [
      ["./logstead", "completion", ""],
      ["--help", "bash", "fish", "zsh"],
    ],
    [["./logstead", "init", "--out", "logstead.b"], ["logstead.bash"]],
  ])("%j → %j", (words, candidates) => expect(complete(...words)).toEqual(candidates));
});

describe.each(["zsh", "fish"])("completion for %s", (shell) => {
  const here = onPath(shell);
  it.skipIf(!here)(
    `${here ? "" : `skipped: ${shell} is not on PATH: `}the shell reads the script`,
    async () => {
      const script = join(folder, shell);
      writeFileSync(script, (await logstead(["completion", shell])).out);
      expect(spawnSync(shell, ["-n", script], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    },
  );

  it("names every verb", async () => {
    const { out } = await logstead(["completion", shell]);
    for (const verb of ["init", "inventory", "secrets", "doctor", "test", "lab"]) expect(out).toContain(verb);
  });
});
