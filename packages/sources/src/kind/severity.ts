import type { SourceField } from "./reading.ts";

/** Severities as RFC 5424 names them, where the journal writes them in another way. */
const named = [
  ["emergency", "emerg"],
  ["critical", "crit"],
  ["informational", "info"],
] as const;

/** The level of a line whose severity the programs give by its name in RFC 5424. */
export const severityFields = (from: string): SourceField[] => [
  { name: "level", from },
  ...named.map(([severity, level]) => ({ name: "level", from, regex: severity, replacement: level })),
];
