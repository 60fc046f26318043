import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { dataDir } from "@logstead/base";

/** Programs that are used where they are found and never fetched. */
const optionalPrograms = ["alloy", "fish", "zsh"];

/** Reasons of skipped tests that are in the stamps: while those are the same, so is the outcome. */
export const stampedReason = new RegExp(
  `skipped: .*\\b(${[...optionalPrograms, "data", "root", "linux"].join("|")})\\b`,
  "i",
);

/**
 * What tests depend on beside the files of the clone; part of each cached result's key, so that a result
 * from a machine without the data (its tests were skipped) is not shown where the data is.
 */
export function stamps(): Record<string, string> {
  const data = dataDir();
  const machine = [
    process.platform,
    process.arch,
    process.getuid?.() === 0 ? "root" : "user",
    ...optionalPrograms.filter(onPath),
  ];
  return {
    data: data ? listing(data) : "absent",
    machine: machine.join(" "),
  };
}

/** Names and sizes; reading all of the data would take longer than the tests. */
function listing(folder: string): string {
  const hash = createHash("sha256");
  for (const file of (readdirSync(folder, { recursive: true }) as string[]).sort()) {
    const { size } = statSync(join(folder, file));
    hash.update(`${file} ${size}\n`);
  }
  return hash.digest("hex");
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}
