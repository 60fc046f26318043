import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ProblemError } from "@logstead/base";
import { type SiteHost, sshArgs } from "@logstead/inventory";
import { sshProblem } from "../hosts/problems.ts";
import { quote } from "../hosts/ssh.ts";

export interface Planter {
  /** Writes a line; when the host said that it is in its journal, in milliseconds since 1970. One at a time. */
  plant(line: string): Promise<number>;
  close(): Promise<void>;
}

const script = readFileSync(join(import.meta.dirname, "plant.py"), "utf8");

/** Writes lines into a host's journal, one connection for all of them. */
export function openPlanter(host: SiteHost): Planter {
  const options = ["BatchMode=yes", "ConnectTimeout=8", "ServerAliveInterval=10", "LogLevel=ERROR"];
  const child = spawn(
    "ssh",
    ["-T", ...options.flatMap((one) => ["-o", one]), ...sshArgs(host), `python3 -c ${quote(script)}`],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  let said = "";
  child.stderr.on("data", (data) => {
    said = (said + data).slice(-4000);
  });
  child.stdin.on("error", () => {});
  const closed = new Promise<number>((done) => {
    child.once("error", () => done(127));
    child.once("close", (code) => done(code ?? 137));
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async plant(line) {
      child.stdin.write(`${line}\n`);
      const { done } = await answers.next();
      if (!done) return Date.now();
      const failed = { code: await closed, stdout: "", stderr: said };
      throw new ProblemError(sshProblem(host, "writing a line into the journal", failed));
    },
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}
