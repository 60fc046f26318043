import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { execa } from "execa";

const program = "/lib/systemd/systemd-journal-remote";

/** Debian's systemd-journal-remote makes journal files with any fields, without a running systemd. */
export const journalRemote = existsSync(program) ? program : undefined;

export const unlessJournal = journalRemote ? "" : "skipped: systemd-journal-remote is not installed: ";

export type JournalEntry = Record<string, string>;

/** Writes entries into a journal file; their times are now, one microsecond apart. */
export async function writeJournal(
  file: string,
  entries: readonly JournalEntry[],
  boot: string,
): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const now = BigInt(Date.now()) * 1000n;
  const text = entries
    .map((entry, i) => {
      const fields = {
        __REALTIME_TIMESTAMP: String(now + BigInt(i)),
        __MONOTONIC_TIMESTAMP: String(1000 + i),
        _BOOT_ID: boot,
        ...entry,
      };
      return `${Object.entries(fields)
        .map(([name, value]) => `${name}=${value}`)
        .join("\n")}\n\n`;
    })
    .join("");
  await execa(program, ["--output", file, "-"], { input: text });
}
