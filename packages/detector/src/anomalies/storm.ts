import type { Tracked } from "./tracked.ts";

/** Protection against a storm: one anomaly that stands for all that are held back while it lasts. */
export interface Storm {
  anomaly: Tracked;
  take(anomaly: Tracked, now: number): void;
}

/** The storm that begins with an anomaly, or the storm that an anomaly is. */
export function stormOf(first: Tracked, now: number, link: (id: string) => string): Storm {
  if (first.fingerprint === "storm")
    return { anomaly: first, take: (anomaly, at) => take(first, anomaly, at) };
  const id = `storm-${first.id}`;
  const storm: Tracked = {
    id,
    fingerprint: "storm",
    sequence: 1,
    status: "firing",
    severity: "warning",
    reasons: ["more alerts at once than the limit"],
    title: "",
    opened: now,
    updated: now,
    score: 0,
    hosts: [],
    streams: [],
    members: [],
    droppedMembers: 0,
    suppressed: [],
    alerts: 0,
    link: link(id),
    episodes: [],
    lastFinding: now,
  };
  take(storm, first, now);
  return { anomaly: storm, take: (anomaly, at) => take(storm, anomaly, at) };
}

function take(storm: Tracked, anomaly: Tracked, now: number): void {
  // What is held back is counted by `droppedMembers`: it is shown by itself.
  storm.droppedMembers++;
  storm.lastFinding = now;
  storm.updated = now;
  storm.score = Math.max(storm.score, anomaly.score);
  if (anomaly.severity === "critical") storm.severity = "critical";
  for (const host of anomaly.hosts) if (!storm.hosts.includes(host)) storm.hosts.push(host);
  for (const stream of anomaly.streams)
    if (!storm.streams.includes(stream) && storm.streams.length < 100) storm.streams.push(stream);
  const n = storm.droppedMembers;
  const where = storm.hosts.length > 0 ? ` on ${storm.hosts.slice(0, 5).join(", ")}` : "";
  storm.title = `${n} more ${n === 1 ? "anomaly" : "anomalies"} at the same time${where}`;
}
