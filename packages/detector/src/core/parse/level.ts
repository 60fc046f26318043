import type { ParsedLine } from "../event.ts";

type Level = NonNullable<ParsedLine["level"]>;

const names = new Map<string, Level>(
  Object.entries({
    trace: "DEBUG",
    verbose: "DEBUG",
    finest: "DEBUG",
    finer: "DEBUG",
    fine: "DEBUG",
    debug: "DEBUG",
    dbg: "DEBUG",
    info: "INFO",
    inf: "INFO",
    information: "INFO",
    informational: "INFO",
    config: "INFO",
    log: "INFO",
    notice: "INFO",
    warn: "WARN",
    wrn: "WARN",
    warning: "WARN",
    err: "ERROR",
    error: "ERROR",
    severe: "ERROR",
    failure: "ERROR",
    fail: "ERROR",
    fatal: "FATAL",
    ftl: "FATAL",
    crit: "FATAL",
    critical: "FATAL",
    alert: "FATAL",
    emerg: "FATAL",
    emergency: "FATAL",
    panic: "FATAL",
  }),
);
const letters = new Map<string, Level>(
  Object.entries({
    V: "DEBUG",
    D: "DEBUG",
    I: "INFO",
    W: "WARN",
    E: "ERROR",
    F: "FATAL",
  }),
);
/** Syslog severities (RFC 5424, 6.2.1), also those of journald. */
const severities: Level[] = ["FATAL", "FATAL", "FATAL", "ERROR", "WARN", "INFO", "INFO", "DEBUG"];

/** The level that a word names, whatever its case, with or without marks around it. */
export function levelOf(word: string): Level | undefined {
  const bare = word.replace(/^[[(<"']+|[\])>"':,;|]+$/g, "");
  if (bare.length > 13 || bare.length < 3) return undefined;
  return names.get(bare.toLowerCase());
}

/** `D`, `I`, `W` …: a level only where a whole column has nothing else. */
export const levelOfLetter = (word: string): Level | undefined => letters.get(word);

export const levelOfSeverity = (severity: number): Level | undefined => severities[severity & 7];
