import { type Lab, labConsole } from "@logstead/lab";
import type { Journal } from "./types.ts";

const timeoutMs = 15_000;

/**
 * The ends of units' journals. Read at the host's console, so that they are there also when it is the
 * network or SSH that a role has broken.
 */
export async function readJournals(lab: Lab, host: string, units: string[], lines = 12): Promise<Journal[]> {
  return Promise.all(units.map((unit) => readJournal(lab, host, unit, lines)));
}

async function readJournal(lab: Lab, host: string, unit: string, lines: number): Promise<Journal> {
  const ask = async (argv: string[]) => {
    try {
      return (await labConsole(lab, host, argv, { timeoutMs })).stdout;
    } catch {
      return "";
    }
  };
  const [shown, journal] = await Promise.all([
    ask(["systemctl", "show", unit, "--property=LoadState,ActiveState,Result,ExecMainStatus"]),
    ask(["journalctl", "--unit", unit, "--lines", String(lines), "--output", "json", "--no-pager"]),
  ]);
  return { unit, state: parseState(shown), lines: parseJournal(journal) };
}

/** Of these units, the ones that are there and do not run. */
export async function unwell(lab: Lab, host: string, units: string[]): Promise<string[]> {
  const journals = await readJournals(lab, host, units, 1);
  return journals.filter((j) => !["active", "not-found"].includes(j.state)).map((j) => j.unit);
}

/** `active`, or what is wrong: `failed, exit-code, status 3`. */
export function parseState(shown: string): string {
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, "m").exec(shown)?.[1] ?? "";
  if (shown === "") return "unknown: the host does not answer";
  if (value("LoadState") !== "loaded") return value("LoadState");
  const result = value("Result");
  const state = value("ActiveState");
  if (state === "active" && result === "success") return state;
  return result === "success" ? state : `${state}, ${result}, status ${value("ExecMainStatus")}`;
}

/** `journalctl -o json` as `11:20:03 program: text`. */
export function parseJournal(json: string): string[] {
  return json.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const entry = JSON.parse(line) as Record<string, unknown>;
    const time = new Date(Number(entry.__REALTIME_TIMESTAMP) / 1000).toISOString().slice(11, 19);
    const message = entry.MESSAGE;
    // a message that is no UTF-8 comes as an array of bytes
    const text = Array.isArray(message) ? Buffer.from(message).toString("latin1") : String(message ?? "");
    return [`${time} ${entry.SYSLOG_IDENTIFIER ?? entry._COMM ?? "?"}: ${text.trimEnd()}`];
  });
}
