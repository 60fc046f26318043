import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { writeTree } from "../../src/index.ts";
import { treeOf } from "../support/tree.ts";
import { generation } from "./generations.ts";

/**
 * FOLDER N [CALL]: writes generation N and those after it until it is killed; or N alone, killing itself
 * right before or in the middle of the given one of its changes to the file system, and saying how many there were.
 */
const [folder, first, call] = process.argv.slice(2) as [string, string, string?];

let calls = 0;
if (call !== undefined) {
  const changes = ["chmodSync", "linkSync", "mkdirSync", "renameSync", "rmSync", "writeFileSync"] as const;
  for (const name of changes) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        if (++calls === Number(call)) {
          // Half a file is the worst that a write can leave.
          if (name === "writeFileSync") real(args[0], String(args[1]).slice(0, String(args[1]).length / 2));
          process.kill(process.pid, "SIGKILL");
        }
        return real(...args);
      },
    });
  }
  syncBuiltinESMExports();
  await writeTree(treeOf(generation(Number(first))), folder);
  process.stdout.write(String(calls));
} else {
  process.stdout.write("ready\n");
  for (let n = Number(first); ; n++) await writeTree(treeOf(generation(n)), folder);
}
