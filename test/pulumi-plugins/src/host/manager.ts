import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { grpc, languagePb as pb, type ServiceError, type StreamCall } from "../kit/protocol.ts";

const locks = { "pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "package-lock.json": "npm" };

/** The package manager whose lock is nearest to the program; npm where there is none. */
export function managerOf(directory: string): string {
  for (let at = directory; ; at = dirname(at)) {
    const found = Object.entries(locks).find(([lock]) => existsSync(join(at, lock)));
    if (found) return found[1];
    if (at === dirname(at)) return "npm";
  }
}

export function managerVersion(manager: string): Promise<string> {
  return new Promise((done) => {
    const child = spawn(manager, ["--version"], { stdio: ["ignore", "pipe", "ignore"] });
    let version = "";
    child.stdout.on("data", (data) => {
      version += data;
    });
    child.once("error", () => done(""));
    child.once("close", (code) => done(code === 0 ? version.trim() : ""));
  });
}

/** `pulumi install`: lets the project's own package manager install, and passes its output on. */
export function install(
  call: StreamCall<pb.InstallDependenciesRequest, pb.InstallDependenciesResponse>,
): void {
  const directory = call.request.getInfo()?.getProgramDirectory() || call.request.getDirectory();
  const manager = managerOf(directory);
  const say = (text: string | Buffer) =>
    call.write(new pb.InstallDependenciesResponse().setStdout(Buffer.from(text)));
  say("Installing dependencies...\n\n");
  const child = spawn(manager, ["install"], { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.on("data", say);
  child.stderr.on("data", (data) =>
    call.write(new pb.InstallDependenciesResponse().setStderr(Buffer.from(data))),
  );
  const fail = (message: string): void => {
    const error: ServiceError = { code: grpc.status.UNKNOWN, message };
    call.emit("error", error);
  };
  child.once("error", (error) => fail(`could not run ${manager}: ${error.message}`));
  child.once("close", (code) => {
    if (code !== 0) return fail(`${manager} install ended with exit status ${code}`);
    say("Finished installing dependencies\n\n");
    call.end();
  });
}
