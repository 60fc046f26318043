import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ExitCode, ProblemError, problem } from "@logstead/base";

/** What a backup says of itself, in `manifest.json`. */
export interface Manifest {
  environment: string;
  /** When Loki was stopped for it, ISO 8601. */
  time: string;
  /** Loki's version, and whether its chunks are in the backup: those in an object store are not. */
  loki: { host: string; version: string; folders: string[]; chunks: boolean };
  /** Where the detector keeps what it learned in its own folder; the detector's version then. */
  detector?: { host: string; version: string };
  /** Lines that Loki had of each host within `hours` before `at` (milliseconds since 1970). */
  counts: { at: number; hours: number; hosts: Record<string, number> };
  /** The machine behind each host's name: positions are useless on another. */
  machines: Record<string, string>;
  /** SHA-256 of each archive. */
  files: Record<string, string>;
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

/** Reads a backup's manifest and checks that all it names is there and whole. */
export async function readBackup(folder: string): Promise<Manifest> {
  const file = join(folder, "manifest.json");
  const refuse = (got: string) =>
    new ProblemError(
      problem("no-backup", "This is no whole backup.", {
        path: folder,
        got,
        want: "a folder that `./logstead backup` has made",
      }),
      ExitCode.usage,
    );
  if (!existsSync(file)) throw refuse("there is no manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  for (const [name, hash] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    if (!existsSync(path)) throw refuse(`${name} is missing`);
    if ((await sha256Of(path)) !== hash) throw refuse(`${name} is not what was written`);
  }
  return manifest;
}
