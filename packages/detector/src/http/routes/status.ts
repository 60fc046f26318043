import { z } from "zod";
import { falsePositives } from "../../service/false-positives.ts";
import { skipped } from "../../service/skipped.ts";
import { exportStore } from "../../stores/transfer.ts";
import { FalsePositives, Status } from "../api.ts";
import { route } from "../route.ts";

export const statusRoutes = [
  route({
    method: "get",
    path: "/api/v1/status",
    name: "getStatus",
    summary: "How the service is, in one look.",
    answer: Status,
    async handle({ service, caller }) {
      const states = { learning: 0, watching: 0, silent: 0 };
      for (const { state } of service.engine.streams()) states[state]++;
      const checks = service.checks();
      const settings = service.settings();
      return {
        version: service.version,
        started: service.started,
        now: service.engineNow(),
        site: settings.site.name,
        ready: checks.every(({ ok }) => ok),
        checks,
        streams: states,
        lines: service.learning.counts.lines,
        skipped: skipped(service),
        queue: { lines: service.queue.lines, bytes: service.queue.bytes, limitBytes: service.queue.maxBytes },
        lagSeconds: Object.fromEntries(
          [...service.loki].map(([selector, one]) => [selector, one.state().lag]),
        ),
        outbox: { waiting: service.outbox.waiting, failing: service.outbox.problems.size },
        firing: service.anomalies.firing,
        falsePositives: await falsePositives(service, 30),
        caller: { name: caller.name, role: caller.role },
      };
    },
  }),
  route({
    method: "get",
    path: "/api/v1/false-positives",
    name: "getFalsePositives",
    summary: "The share of alerts that were marked as false, over the last days.",
    query: z.object({ days: z.coerce.number().min(1).max(365).default(30) }),
    answer: FalsePositives,
    handle: ({ service, query }) => falsePositives(service, query.days),
  }),
  route({
    method: "post",
    path: "/api/v1/checkpoint",
    name: "saveCheckpoint",
    summary: "Save what was learned now.",
    role: "admin",
    status: 200,
    answer: z.object({ saved: z.number(), bytes: z.number() }),
    async handle({ service }) {
      await service.checkpoint();
      return { saved: service.checkpoints.last, bytes: service.checkpoints.bytes };
    },
  }),
  route({
    method: "get",
    path: "/api/v1/export",
    name: "exportStore",
    summary: "Everything that is kept, as lines of JSON for `detector import`.",
    role: "admin",
    answer: z.string(),
    type: "application/x-ndjson",
    handle({ service }) {
      const lines = exportStore(service.store);
      const encoder = new TextEncoder();
      const stream = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { value, done } = await lines.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
        },
      });
      return new Response(stream, { headers: { "Content-Type": "application/x-ndjson" } });
    },
  }),
];
