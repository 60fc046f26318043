import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stateDir, writeFileAtomic } from "@logstead/base";
import { inotifyLimit } from "./machine.ts";
import { labNames } from "./paths.ts";

/** Every systemd of every host shares root's count of inotify instances. */
const needed = 1024;
const saved = () => join(stateDir("lab"), "inotify-limit");

export function raiseInotifyLimit(): void {
  const now = readFileSync(inotifyLimit, "utf8").trim();
  if (Number(now) >= needed) return;
  writeFileAtomic(saved(), now);
  writeFileSync(inotifyLimit, `${needed}`);
}

/** Puts back what was found, with the last lab, unless somebody has set another value since. */
export function restoreInotifyLimit(): void {
  if (labNames().length > 0 || !existsSync(saved())) return;
  const before = readFileSync(saved(), "utf8");
  if (readFileSync(inotifyLimit, "utf8").trim() === `${needed}`) writeFileSync(inotifyLimit, before);
  rmSync(saved());
}
