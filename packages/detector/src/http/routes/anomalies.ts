import { z } from "zod";
import { shown } from "../../alerts/alert.ts";
import type { Tracked } from "../../anomalies/tracked.ts";
import { digest } from "../../anomalies/tracker.ts";
import { Anomaly, AnomalyEvent } from "../../model/anomaly.ts";
import { History } from "../../model/history.ts";
import { Silence, Snooze } from "../../model/silence.ts";
import type { Service } from "../../service/service.ts";
import { anomalyHistory } from "../anomaly-history.ts";
import { anomalyPage } from "../anomaly-list.ts";
import { AnomalyPage, AnomalyQuery } from "../api.ts";
import { Refusal, route } from "../route.ts";

export const ById = z.object({
  id: z.string().regex(/^[0-9A-Za-z_-]{1,64}$/, "letters, digits, _ and -, at most 64"),
});

/** The anomaly as the tracker holds it, else as the store does. */
export async function anomalyOf({ anomalies, store }: Service, id: string): Promise<Tracked> {
  const held = anomalies.tracker.open.get(id);
  if (held) return held;
  const document = await store.get("anomalies", id);
  if (!document) throw new Refusal(404, "detector/no-anomaly", "there is no anomaly with this id");
  return document.body as Tracked;
}

export const anomalyRoutes = [
  route({
    method: "get",
    path: "/api/v1/anomalies",
    name: "listAnomalies",
    summary: "Anomalies, newest first.",
    query: AnomalyQuery,
    answer: AnomalyPage,
    handle: ({ service, query }) => anomalyPage(service.store, query),
  }),
  route({
    method: "get",
    path: "/api/v1/anomalies/{id}",
    name: "getAnomaly",
    summary: "One anomaly with its evidence and, if it raised no alert, why.",
    params: ById,
    answer: Anomaly,
    refusals: [404],
    handle: async ({ service, params }) => shown(await anomalyOf(service, params.id)),
  }),
  route({
    method: "get",
    path: "/api/v1/anomalies/{id}/history",
    name: "getHistory",
    summary: "The steps of an anomaly's life and the alerts that told of them.",
    params: ById,
    answer: History,
    refusals: [404],
    async handle({ service, params }) {
      await anomalyOf(service, params.id);
      return anomalyHistory(service.store, params.id);
    },
  }),
  route({
    method: "post",
    path: "/api/v1/anomalies/{id}/snooze",
    name: "snoozeAnomaly",
    summary: "Hold back alerts of this cause for a while.",
    role: "feedback",
    params: ById,
    body: Snooze,
    status: 201,
    answer: Silence,
    refusals: [404],
    async handle({ service, params, body, caller }) {
      const { fingerprint } = await anomalyOf(service, params.id);
      const at = service.clock.now();
      const silence: Silence = {
        id: digest(`${fingerprint}|${at}|${caller.name}`),
        match: { fingerprint },
        from: Math.min(at, service.engineNow()),
        until: at + body.minutes * 60_000,
        by: caller.name,
        at,
        ...(body.comment === undefined ? {} : { comment: body.comment }),
      };
      await service.anomalies.silence(silence, service.engineNow(), "snooze");
      return silence;
    },
  }),
  route({
    method: "get",
    path: "/api/v1/events",
    name: "followAnomalies",
    summary:
      "Steps of anomalies' lives as they happen (server-sent events); `after` or Last-Event-ID goes on.",
    query: z.object({ after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional() }),
    answer: AnomalyEvent,
    type: "text/event-stream",
    handle: ({ service, query, signal }) => follow(service, query.after, signal),
  }),
];

const mostFollowers = 100;
const mostWaitingBytes = 4_194_304;
let followers = 0;

/** A reader that is too slow is cut off; it comes again with the id of what it got last. */
function follow(service: Service, after: number | undefined, signal: AbortSignal): Response {
  if (followers >= mostFollowers)
    throw new Refusal(503, "detector/too-many-followers", `${mostFollowers} others follow already`, 30);
  followers++;
  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        let last = after ?? Number.POSITIVE_INFINITY;
        let open = true;
        const waiting: AnomalyEvent[] = [];
        let caughtUp = after === undefined;
        const push = (text: string) => {
          if (!open) return;
          if ((controller.desiredSize ?? 0) < 0) return stop();
          controller.enqueue(encoder.encode(text));
        };
        const give = (event: AnomalyEvent) => {
          if (after !== undefined && event.id <= last) return;
          last = event.id;
          push(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
        };
        const unlisten = service.listen((event) => (caughtUp ? give(event) : waiting.push(event)));
        const beat = setInterval(() => push(": still here\n\n"), 15_000);
        stop = () => {
          if (!open) return;
          open = false;
          followers--;
          unlisten();
          clearInterval(beat);
          try {
            controller.close();
          } catch {
            // the reader has gone
          }
        };
        signal.addEventListener("abort", () => stop(), { once: true });
        push(": follows\n\n");
        while (open && !caughtUp) {
          const page = await service.store.list("events", { from: last + 1, limit: 500 });
          for (const { body } of page) give(body as AnomalyEvent);
          caughtUp = page.length < 500;
        }
        for (const event of waiting) give(event);
      },
      cancel: () => stop(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: mostWaitingBytes }),
  );
  return new Response(stream, {
    headers: { "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no" },
  });
}
