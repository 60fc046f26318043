import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { withLock } from "@logstead/base";
import { inotifyLimit } from "./machine.ts";
import { cgroupMount } from "./paths.ts";

/*
 * Every systemd of every host shares root's count of inotify instances. The limit belongs to the machine,
 * not to a lab: what was found is kept where it is forgotten with a reboot, as the limit itself is.
 */
const needed = 1024;
const saved = "/run/logstead/inotify-limit";

/** To be called when the lab's cgroup exists, which is how labs see each other. */
export async function raiseInotifyLimit(): Promise<void> {
  await withLock("lab-inotify", async () => {
    const now = readFileSync(inotifyLimit, "utf8").trim();
    if (Number(now) >= needed) return;
    mkdirSync(dirname(saved), { recursive: true });
    writeFileSync(saved, now);
    writeFileSync(inotifyLimit, `${needed}`);
  });
}

/** Puts back what was found, with the machine's last lab, unless somebody has set another value since. */
export async function restoreInotifyLimit(): Promise<void> {
  await withLock("lab-inotify", async () => {
    if (!existsSync(saved) || readdirSync(cgroupMount()).some((name) => name.startsWith("logstead-"))) return;
    if (readFileSync(inotifyLimit, "utf8").trim() === `${needed}`)
      writeFileSync(inotifyLimit, readFileSync(saved, "utf8"));
    rmSync(dirname(saved), { recursive: true });
  });
}
