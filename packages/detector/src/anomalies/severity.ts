import type { Member } from "../model/anomaly.ts";
import type { Severity } from "../model/common.ts";
import { familyOf } from "./families.ts";

/*
 * How grave an anomaly is: points for what the engine says, how improbable it is, how far it
 * reaches, and what its lines are about. From two points on it is a warning, from five on critical.
 */
const classes: { name: string; points: number; words: RegExp }[] = [
  {
    name: "security",
    points: 2,
    words:
      /\b(?:authentication failure|failed password|invalid user|unauthori[sz]ed|forbidden|permission denied|access denied|brute.?force|intrusion|privilege|sudo:.*incorrect)\b/i,
  },
  {
    name: "crash",
    points: 2,
    words:
      /\b(?:out of memory|oom[- ]?kill\w*|segfault|kernel panic|panic:|core dumped|start request repeated too quickly|main process exited|entered failed state|failed with result|fatal)\b/i,
  },
  {
    name: "disk",
    points: 2,
    words:
      /\b(?:no space left|disk (?:is )?full|read-only file ?system|i\/o error|input\/output error|corrupt\w*|bad sector|smart error)\b/i,
  },
  {
    name: "network",
    points: 1,
    words:
      /\b(?:link is down|unreachable|connection (?:refused|reset|timed out)|no route to host|carrier lost)\b/i,
  },
];

const errorWords = /\b(?:error|fail(?:ed|ure)?|exception|traceback|critical|fatal|panic)\b/i;

const rank: Record<Severity, number> = { info: 0, warning: 1, critical: 2 };
export const isGraver = (a: Severity, b: Severity) => rank[a] > rank[b];

export function severityOf(
  members: readonly Member[],
  { hostDown = false }: { hostDown?: boolean } = {},
): { severity: Severity; reasons: string[] } {
  const reasons: string[] = [];
  let points = 0;
  const add = (n: number, reason: string) => {
    points += n;
    reasons.push(reason);
  };
  if (members.some((m) => m.severity === "critical"))
    add(4, "graver than the stream's record by both judges");
  else if (members.some((m) => m.severity === "warning"))
    add(2, "rare in the stream's record and by the model");
  const best = Math.max(...members.map((m) => m.adjusted));
  if (best >= 0.9999) add(1, "rarer than one window in 10,000");
  const hosts = new Set(members.map((m) => m.host ?? m.stream)).size;
  const streams = new Set(members.map((m) => m.stream)).size;
  if (hosts >= 3) add(2, `on ${hosts} hosts`);
  else if (hosts === 2) add(1, "on two hosts");
  if (streams >= 5) add(1, `in ${streams} streams`);
  const texts = members.flatMap((m) => [m.template ?? "", ...m.evidence]);
  if (members.some((m) => m.kind === "new-error") || texts.some((text) => errorWords.test(text)))
    add(1, "lines of errors");
  const matter = classes.find(({ words }) => texts.some((text) => words.test(text)));
  if (matter) add(matter.points, `about ${matter.name}`);
  if (hostDown) add(3, "the whole host is silent");
  else if (members.some((m) => m.kind === "silent-fleet")) add(2, "many streams are silent");
  if (members.every((m) => familyOf(m.kind) === "counts" && m.kind === "trend"))
    add(-1, "a slow change only");
  return { severity: points >= 5 ? "critical" : points >= 2 ? "warning" : "info", reasons };
}
