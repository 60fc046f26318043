import { outboxId, type Waiting } from "../alerts/outbox.ts";
import type { AnomalyEvent } from "../model/anomaly.ts";
import type { History } from "../model/history.ts";
import type { Store } from "../stores/store.ts";

const mostSteps = 100;
const routes = ["n8n", "alertmanager"] as const;

/** What happened to an anomaly, step by step, and what became of the alerts that told people. */
export async function anomalyHistory(store: Store, id: string): Promise<History> {
  const events = (await store.list("events", { state: id, order: "down", limit: mostSteps }))
    .map(({ body }) => body as AnomalyEvent)
    .reverse();
  const steps = events.map(({ id: event, time, type, anomaly }) => {
    const { sequence, severity, hosts, suppressed, verdict } = anomaly;
    return { id: event, time, type, sequence, severity, hosts, suppressed, ...(verdict ? { verdict } : {}) };
  });
  const sequences = [...new Set(steps.map(({ sequence }) => sequence))];
  const documents = await Promise.all(
    sequences.flatMap((sequence) =>
      routes.map((route) => store.get("outbox", outboxId(route, id, sequence))),
    ),
  );
  const alerts = documents.flatMap((document): History["alerts"] => {
    if (!document) return [];
    const { route, alert, created, attempts, lastError } = document.body as Waiting & {
      route: (typeof routes)[number];
    };
    const state = document.state as History["alerts"][number]["state"];
    const { event, sequence } = alert;
    const error = lastError === undefined ? {} : { lastError };
    return [{ route, event, sequence, created, state, at: document.at, attempts, ...error }];
  });
  return { steps, alerts };
}
