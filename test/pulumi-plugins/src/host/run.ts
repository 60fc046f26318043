import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineConnection } from "../kit/engine.ts";
import { languagePb as pb } from "../kit/protocol.ts";
import { locateRunner } from "./sdk.ts";

/** The exit code of a program that has already told its user what went wrong. */
const ALREADY_EXPLAINED = 32;
const KILL_AFTER_MS = 5_000;

export interface ProgramRunner {
  run(request: pb.RunRequest): Promise<pb.RunResponse>;
  stop(): void;
}

/** Runs programs with the SDK's own runner, which reports errors, stacks and rejections itself. */
export function programRunner(engine: EngineConnection): ProgramRunner {
  const running = new Set<ChildProcess>();
  return {
    async run(request) {
      try {
        return await exited(start(request, engine.address), running);
      } catch (error) {
        return new pb.RunResponse().setError((error as Error).message);
      }
    },
    stop() {
      for (const child of running) {
        child.kill("SIGINT");
        setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS).unref();
      }
    },
  };
}

function start(request: pb.RunRequest, engineAddress: string): ChildProcess {
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() || request.getPwd();
  const options = runtimeOptions(info);
  const flags: Record<string, string> = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory() ?? "",
    stack: request.getStack(),
    pwd: directory,
    parallel: String(request.getParallel()),
  };
  const given = Object.entries(flags).flatMap(([flag, value]) => (value ? [`--${flag}`, value] : []));
  const entryPoint = entryPointOf(directory, info?.getEntryPoint() || ".");
  return spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      ...options.nodeArguments,
      locateRunner(directory),
      ...given,
      ...(request.getDryrun() ? ["--dry-run"] : []),
      entryPoint,
      ...request.getArgsList(),
    ],
    { stdio: ["ignore", "inherit", "inherit"], env: programEnvironment(request) },
  );
}

function programEnvironment(request: pb.RunRequest): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    // Node takes the types off itself; with "true" the SDK would load ts-node and a compiler.
    PULUMI_NODEJS_TYPESCRIPT: "false",
  };
}

function runtimeOptions(info: pb.ProgramInfo | undefined): { nodeArguments: string[] } {
  const given = info?.getOptions()?.toJavaScript() as { nodeargs?: string } | undefined;
  return { nodeArguments: given?.nodeargs?.split(/\s+/).filter(Boolean) ?? [] };
}

/** A folder that is not an ES module is loaded with `require`, which does not look for `index.ts`. */
function entryPointOf(directory: string, entryPoint: string): string {
  if (entryPoint !== ".") return entryPoint;
  const manifest = join(directory, "package.json");
  const { main, exports, type } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")) : {};
  const found = ["index.js", "index.ts"].find((file) => existsSync(join(directory, file)));
  return type === "module" || main || exports || found !== "index.ts" ? entryPoint : found;
}

function exited(child: ChildProcess, running: Set<ChildProcess>): Promise<pb.RunResponse> {
  running.add(child);
  return new Promise((done) => {
    child.once("error", (error) =>
      done(new pb.RunResponse().setError(`could not run the program: ${error.message}`)),
    );
    child.once("close", (code, signal) => {
      running.delete(child);
      done(answerOf(code, signal));
    });
  });
}

function answerOf(code: number | null, signal: NodeJS.Signals | null): pb.RunResponse {
  const answer = new pb.RunResponse();
  if (code === 0) return answer;
  if (code === ALREADY_EXPLAINED) return answer.setBail(true);
  if (code === null) return answer.setError(`Program exited unexpectedly: signal ${signal}`);
  return answer.setError(`Program exited with non-zero exit code: ${code}`);
}
