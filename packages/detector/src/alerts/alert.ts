import type { AlertPayload } from "@logstead/channels/alert";
import type { Tracked } from "../anomalies/tracked.ts";
import type { Anomaly } from "../model/anomaly.ts";

/** What n8n is sent, and what other routes say beside it; n8n ignores keys it does not know. */
export interface Alert extends AlertPayload {
  /** A few sentences for people. */
  text: string;
  kinds: string[];
}

/** The anomaly as people see it: without what only grouping needs. */
export function shown({ episodes, lastFinding, told, ...anomaly }: Tracked): Anomaly {
  return anomaly;
}

const cut = (texts: readonly string[], most: number) =>
  texts
    .filter((text) => text !== "")
    .slice(0, most)
    .map((text) => text.slice(0, 500));

/** One step of an anomaly's life on its way to people; all lines in it are redacted already. */
export function alertOf(anomaly: Tracked, event: Alert["event"], site: string): Alert {
  const { id, sequence, fingerprint, severity, title, members, score } = anomaly;
  const first = members[0];
  return {
    version: 1,
    key: `${id}:${sequence}`,
    event,
    site: site.slice(0, 500),
    anomaly: id,
    fingerprint: fingerprint === "storm" ? id : fingerprint,
    sequence,
    severity,
    title: title.slice(0, 500),
    text: textOf(anomaly),
    reasons: cut(anomaly.reasons, 20),
    score,
    hosts: cut(anomaly.hosts, 100),
    streams: cut(anomaly.streams, 20),
    kinds: [...new Set(members.map((m) => m.kind))],
    opened: anomaly.opened,
    updated: anomaly.updated,
    ...(anomaly.resolved === undefined ? {} : { resolved: anomaly.resolved }),
    ...(first ? { seen: first.seen.slice(0, 1000), expected: first.expected.slice(0, 1000) } : {}),
    samples: cut([...new Set(members.flatMap((m) => m.evidence))], 5),
    link: anomaly.link,
    suppressed: anomaly.suppressed.slice(0, 20),
  };
}

function textOf({ members, droppedMembers, title }: Anomaly): string {
  if (members.length === 0) return title;
  const sentences = members.slice(0, 3).map((m) => m.sentence);
  const more = members.length - sentences.length + droppedMembers;
  return more > 0 ? `${sentences.join("\n")}\n… and ${more} more.` : sentences.join("\n");
}
