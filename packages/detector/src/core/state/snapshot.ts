import { createHash } from "node:crypto";
import { decode, encode, type StateClasses } from "./codec.ts";

/*
 * A snapshot is one text: a line with format, version, time and checksum, then the state. Older versions are
 * lifted by migrations, one step each; a newer version, a cut file or a flipped bit is refused with a code.
 */
const format = "logstead-detector";

/** Lifts the state of version N to N+1; index 0 lifts version 1. */
export type Migrations = readonly ((state: unknown) => unknown)[];

export type SnapshotFault =
  | "STATE_NOT_A_SNAPSHOT"
  | "STATE_CHECKSUM_WRONG"
  | "STATE_FROM_A_NEWER_VERSION"
  | "STATE_UNREADABLE";

/** What is wrong with a snapshot, as data; the caller decides whether to start afresh. */
export class SnapshotError extends Error {
  readonly code: SnapshotFault;
  constructor(code: SnapshotFault, message: string) {
    super(message);
    this.name = "SnapshotError";
    this.code = code;
  }
}

const sum = (text: string) => createHash("sha256").update(text).digest("hex");

export function writeSnapshot(state: unknown, migrations: Migrations, classes: StateClasses = {}): string {
  const body = encode(state, classes);
  const head = JSON.stringify({ format, version: migrations.length + 1, sha256: sum(body) });
  return `${head}\n${body}\n`;
}

/** The state of a snapshot in today's shape; throws a SnapshotError. */
export function readSnapshot(text: string, migrations: Migrations, classes: StateClasses = {}): unknown {
  const end = text.indexOf("\n");
  const head = headOf(text.slice(0, Math.max(0, end)));
  const version = migrations.length + 1;
  if (head.version > version)
    throw new SnapshotError(
      "STATE_FROM_A_NEWER_VERSION",
      `the state has version ${head.version}, this program knows up to ${version}`,
    );
  const body = text.slice(end + 1).replace(/\n$/, "");
  if (sum(body) !== head.sha256)
    throw new SnapshotError("STATE_CHECKSUM_WRONG", "the state does not match its checksum");
  try {
    return migrations.slice(head.version - 1).reduce((state, lift) => lift(state), decode(body, classes));
  } catch (error) {
    throw new SnapshotError("STATE_UNREADABLE", `the state cannot be read: ${(error as Error).message}`);
  }
}

function headOf(line: string): { version: number; sha256: string } {
  try {
    const head = JSON.parse(line) as { format?: unknown; version?: unknown; sha256?: unknown };
    if (head.format === format && Number.isInteger(head.version) && Number(head.version) >= 1)
      return head as { version: number; sha256: string };
  } catch {
    // said below
  }
  throw new SnapshotError("STATE_NOT_A_SNAPSHOT", "this is not a snapshot of the detector");
}
