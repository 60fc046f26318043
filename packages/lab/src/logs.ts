import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { lastLines } from "@logstead/base/process";
import type { Lab } from "./config.ts";
import { labConsole } from "./enter.ts";
import { hostPaths } from "./paths.ts";
import { hostOf } from "./plan.ts";

/** The end of a host's journal; of its console where it is not running. */
export async function labLogs(
  lab: Lab,
  host: string,
  options: { lines?: number; unit?: string } = {},
): Promise<{ from: "journal" | "console"; text: string }> {
  hostOf(lab.started.plan, host);
  const { lines = 100, unit } = options;
  const argv = ["journalctl", "--no-pager", "-q", "-n", String(lines), ...(unit ? ["-u", unit] : [])];
  const ran = await labConsole(lab, host, argv).catch(() => undefined);
  if (ran?.code === 0) return { from: "journal", text: ran.stdout };
  const console = hostPaths(lab, host).console;
  const text = existsSync(console)
    ? stripVTControlCharacters(readFileSync(console, "utf8")).replaceAll("\r", "")
    : "";
  return { from: "console", text: lastLines(text, lines) };
}
