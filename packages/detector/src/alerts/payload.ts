import type { Tracked } from "../anomalies/tracker.ts";
import type { Alert, Anomaly } from "../http/api.ts";

/** The anomaly as people see it: without what only grouping needs. */
export function shown({ episodes, lastFinding, told, ...anomaly }: Tracked): Anomaly {
  return anomaly;
}

/** What a sender posts; all lines in it are redacted already. */
export function alertOf(anomaly: Tracked, event: Alert["event"], site: string): Alert {
  const { id, sequence, fingerprint, severity, title, reasons, hosts, streams, members, score } = anomaly;
  return {
    version: 1,
    event,
    idempotencyKey: `${id}:${sequence}`,
    id,
    fingerprint: fingerprint === "storm" ? id : fingerprint,
    sequence,
    site,
    severity,
    title,
    text: textOf(anomaly),
    reasons,
    hosts,
    streams: streams.slice(0, 20),
    kinds: [...new Set(members.map((m) => m.kind))],
    score,
    opened: anomaly.opened,
    updated: anomaly.updated,
    ...(anomaly.resolved === undefined ? {} : { resolved: anomaly.resolved }),
    samples: [...new Set(members.flatMap((m) => m.evidence))].slice(0, 5),
    link: anomaly.link,
  };
}

function textOf({ members, droppedMembers, title }: Anomaly): string {
  if (members.length === 0) return title;
  const sentences = members.slice(0, 3).map((m) => m.sentence);
  const more = members.length - sentences.length + droppedMembers;
  return more > 0 ? `${sentences.join("\n")}\n… and ${more} more.` : sentences.join("\n");
}
