import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ProblemError, problem } from "@logstead/base";
import { lastLines } from "@logstead/base/process";
import { freshCgroup } from "../cgroups.ts";
import type { LabPaths } from "../paths.ts";
import { until } from "../run.ts";
import { type Answer, type LabReport, protocol, type Request } from "./protocol.ts";

/** Asks the supervisor; undefined when there is none. An open connection cannot be stale. */
export async function ask(lab: LabPaths, request: Request): Promise<LabReport | undefined> {
  const socket = createConnection(lab.control);
  const connected = await new Promise<boolean>((done) => {
    socket.once("connect", () => done(true));
    socket.on("error", () => done(false));
  });
  if (!connected) return undefined;
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    for await (const line of createInterface({ input: socket })) {
      const answer: Answer = JSON.parse(line);
      if ("error" in answer) throw failed(lab, answer.error);
      if (answer.report.protocol === protocol) return answer.report;
      throw new ProblemError(
        problem("lab-other-version", "the lab was started by another version of Logstead", {
          got: `protocol ${answer.report.protocol}`,
          want: `protocol ${protocol}`,
          fix: `./logstead lab destroy --name ${lab.name}`,
        }),
      );
    }
    return undefined;
  } finally {
    socket.destroy();
  }
}

/** As `ask`, where a lab that is not up is a problem. */
export async function demand(lab: LabPaths, request: Request): Promise<LabReport> {
  const report = await ask(lab, request);
  if (report) return report;
  throw failed(lab, "it does not answer");
}

function failed(lab: LabPaths, got: string): ProblemError {
  const log = existsSync(lab.log) ? lastLines(readFileSync(lab.log, "utf8"), 5) : "";
  return new ProblemError(
    problem("lab-supervisor", "the lab's supervisor could not do what was asked", {
      path: lab.log,
      got: log ? `${got}\n${log}` : got,
      fix: `./logstead lab up --name ${lab.name}`,
    }),
  );
}

/**
 * Starts the supervisor apart from this process: its own session, cgroup, mounts and processes, so
 * that it neither ends with a terminal nor leaves anything behind when it is killed.
 */
export async function startSupervisor(lab: LabPaths): Promise<LabReport> {
  await freshCgroup(join(lab.cgroup, "supervisor"));
  const log = openSync(lab.log, "a", 0o600);
  const inside = ["unshare", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc"];
  const node = [process.execPath, "--disable-warning=ExperimentalWarning"];
  const main = join(import.meta.dirname, "main.ts");
  const child = spawn(
    "sh",
    [
      "-ec",
      'echo 0 >"$0"; exec "$@"',
      join(lab.cgroup, "supervisor/cgroup.procs"),
      ...inside,
      ...node,
      main,
      lab.name,
    ],
    { detached: true, stdio: ["ignore", log, log], cwd: "/" },
  );
  closeSync(log);
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  child.unref();
  const report = await until(() => (ended ? false : ask(lab, { op: "report" })), 60_000, 20);
  if (!report) throw failed(lab, ended ? "it ended" : "it is not ready after a minute");
  return report;
}
