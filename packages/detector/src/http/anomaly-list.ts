import { shown } from "../alerts/alert.ts";
import { isGraver } from "../anomalies/severity.ts";
import type { Tracked } from "../anomalies/tracked.ts";
import type { Anomaly } from "../model/anomaly.ts";
import type { Store } from "../stores/store.ts";
import type { AnomalyQuery } from "./api.ts";
import { Refusal } from "./route.ts";

/*
 * A page of anomalies: the store gives them newest first, narrowed by state and time; what it has no column for
 * is looked at here. At most so many are looked through for one page: a rarer search goes on at its cursor.
 */
const mostLookedAt = 5000;

export async function anomalyPage(
  store: Store,
  query: AnomalyQuery,
): Promise<{ items: Anomaly[]; next?: string; total: number }> {
  const items: Anomaly[] = [];
  let after = query.cursor === undefined ? undefined : cursorOf(query.cursor);
  const narrowed = {
    order: "down" as const,
    ...(query.status === undefined ? {} : { state: query.status }),
    ...(query.from === undefined ? {} : { from: query.from }),
    ...(query.to === undefined ? {} : { to: query.to }),
  };
  const total = await store.count("anomalies", query.status);
  for (let looked = 0; looked < mostLookedAt; ) {
    const documents = await store.list("anomalies", { ...narrowed, limit: 200, ...(after ? { after } : {}) });
    for (const { id, at, body } of documents) {
      looked++;
      after = { at, id };
      const anomaly = body as Tracked;
      if (!matches(anomaly, query)) continue;
      items.push(shown(anomaly));
      if (items.length === query.limit) return { items, next: textOf(after), total };
    }
    if (documents.length < 200) return { items, total };
  }
  return { items, ...(after ? { next: textOf(after) } : {}), total };
}

function matches(a: Anomaly, q: AnomalyQuery): boolean {
  if (q.severity !== undefined && isGraver(q.severity, a.severity)) return false;
  if (q.host !== undefined && !a.hosts.includes(q.host)) return false;
  if (q.stream !== undefined && !a.streams.includes(q.stream)) return false;
  if (q.kind !== undefined && !a.members.some((m) => m.kind === q.kind)) return false;
  if (q.suppressed !== undefined && a.suppressed.length > 0 !== (q.suppressed === "yes")) return false;
  if (q.verdict !== undefined && (a.verdict ?? "none") !== q.verdict) return false;
  if (q.q === undefined) return true;
  const wanted = q.q.toLowerCase();
  const texts = [a.title, ...a.members.flatMap((m) => [m.sentence, m.template ?? "", ...m.evidence])];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

const textOf = ({ at, id }: { at: number; id: string }) => Buffer.from(`${at} ${id}`).toString("base64url");

function cursorOf(text: string): { at: number; id: string } {
  const [, at, id] = /^(\d+(?:\.\d+)?) ([\w-]{1,64})$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  if (at === undefined || id === undefined)
    throw new Refusal(400, "detector/no-cursor", "the cursor is none of this API");
  return { at: Number(at), id };
}
