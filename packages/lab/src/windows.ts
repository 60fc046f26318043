import { closeSync, existsSync, openSync, readdirSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import type { Lab } from "./config.ts";
import { hostPaths } from "./paths.ts";
import { hostOf } from "./plan.ts";

export { windowsFolder } from "./supervisor/launch.ts";

/** The folder as the Windows machine has it; what is changed here reaches the host without inotify events. */
export function windowsSide(lab: Lab, host = windowsHost(lab)): string {
  const { roles } = hostOf(lab.started.plan, host);
  if (roles.includes("windows-folder")) return hostPaths(lab, host).windows.backing;
  throw new ProblemError(
    problem("lab-no-windows-folder", `${host} has no folder shared with Windows`, {
      got: roles.join(", ") || "no roles",
      want: "the role windows-folder",
    }),
    2,
  );
}

/**
 * A log file as a Windows program writes it: one handle, kept open. `rotate` renames the file while
 * it is open, and the program goes on writing through its handle until it notices; or the program
 * starts a file of a new name, as date-stamped logs do.
 */
export class WindowsLog {
  readonly file: string;
  private readonly dir: string;
  private current: string;
  private handle: number;

  constructor(dir: string, file: string) {
    if (!/^[\w.-]{1,100}$/.test(file) || file.startsWith("."))
      throw new ProblemError(
        problem("lab-windows-name", "this is no name for a file in the shared folder", {
          got: file,
          want: "A-Z a-z 0-9 . _ -",
        }),
        2,
      );
    this.dir = dir;
    this.file = file;
    this.current = file;
    this.handle = openSync(join(dir, file), "a");
  }

  write(lines: string[]): void {
    // each line whole: a reader between two writes sees no half line
    for (const line of lines) writeSync(this.handle, `${line}\r\n`);
  }

  /** Returns the names of the old file and of the one written next. */
  rotate(how: "rename" | "new-name" = "rename", lastLines: string[] = []): { old: string; next: string } {
    const next = how === "rename" ? this.file : this.free();
    const old = how === "rename" ? this.free() : this.current;
    if (how === "rename") renameSync(join(this.dir, this.current), join(this.dir, old));
    this.write(lastLines);
    closeSync(this.handle);
    this.current = next;
    this.handle = openSync(join(this.dir, next), "a");
    return { old, next };
  }

  close(): void {
    closeSync(this.handle);
  }

  /** `access.log` → `access-1.log`, never a name that was used before: a reader may still hold it. */
  private free(): string {
    const [, stem = this.file, ending = ""] = /^(.*?)(\.[^.]*)?$/.exec(this.file) ?? [];
    for (let n = 1; ; n++)
      if (!existsSync(join(this.dir, `${stem}-${n}${ending}`))) return `${stem}-${n}${ending}`;
  }
}

/** Appends lines to a file of the shared folder. */
export function windowsWrite(lab: Lab, file: string, lines: string[], host?: string): void {
  const log = new WindowsLog(windowsSide(lab, host), file);
  log.write(lines);
  log.close();
}

/** Rotates a file of the shared folder while it is held open. */
export function windowsRotate(
  lab: Lab,
  file: string,
  options: { how?: "rename" | "new-name"; lastLines?: string[]; host?: string } = {},
): { old: string; next: string } {
  const log = new WindowsLog(windowsSide(lab, options.host), file);
  try {
    return log.rotate(options.how, options.lastLines);
  } finally {
    log.close();
  }
}

export function windowsFiles(lab: Lab, host?: string): string[] {
  return readdirSync(windowsSide(lab, host)).sort();
}

function windowsHost(lab: Lab): string {
  const host = lab.started.plan.hosts.find((h) => h.roles.includes("windows-folder"));
  return host?.name ?? lab.started.plan.hosts[0]?.name ?? "";
}
