import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { repoRoot } from "@logstead/base";
import { execa } from "execa";
import { type DoctorCheck, require } from "./types.ts";

const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
const neededDisk = 2 * 2 ** 30;
const neededMemory = 2 * 2 ** 30;

/** What the wrapper and the workspace themselves need. */
export async function machine(): Promise<DoctorCheck[]> {
  const { bavail, bsize } = await statfs(repoRoot);
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return [
    require(process.versions.node.startsWith("24."), "node", process.versions
      .node, "rm -r .tools && ./logstead version"),
    await version("pnpm", ["--version"], "rm -r .tools && ./logstead version"),
    await version("npm", ["--version"], "apt-get install nodejs npm"),
    await version("git", ["--version"], "apt-get install git"),
    await version("flock", ["--version"], "apt-get install util-linux"),
    require(bavail * bsize >=
      neededDisk, "disk", `${gib(bavail * bsize)} free in the clone, ${gib(neededDisk)} wanted`, "make room on the disk that holds the clone"),
    require(memory >=
      neededMemory, "memory", `${gib(memory)}, ${gib(neededMemory)} wanted`, "add memory or swap"),
  ];
}

async function version(program: string, args: string[], fix: string): Promise<DoctorCheck> {
  const { exitCode, stdout } = await execa(program, args, {
    reject: false,
    cwd: "/",
    env: { npm_config_update_notifier: "false" },
  });
  const found = /\d+\.\d+(?:\.\d+)?/.exec(stdout ?? "")?.[0];
  return require(exitCode === 0 && found !== undefined, program, found ?? "is not on PATH", fix);
}
