import { z } from "zod";
import { isActive, openUntil } from "../../anomalies/holds.ts";
import type { Tracked } from "../../anomalies/tracked.ts";
import { digest } from "../../anomalies/tracker.ts";
import { AuditEntry } from "../../model/audit.ts";
import { Mark, NewMark } from "../../model/mark.ts";
import { NewSilence, Silence, Suppressions } from "../../model/silence.ts";
import { Refusal, route } from "../route.ts";
import { anomalyOf, ById } from "./anomalies.ts";

export const feedbackRoutes = [
  route({
    method: "get",
    path: "/api/v1/marks",
    name: "listMarks",
    summary: "What operators said of anomalies, newest first; undone marks too.",
    answer: z.object({ items: z.array(Mark) }),
    handle: ({ service }) => ({ items: [...service.anomalies.marks.values()].sort((a, b) => b.at - a.at) }),
  }),
  route({
    method: "post",
    path: "/api/v1/marks",
    name: "mark",
    summary: "Say that an anomaly is normal or real; scores of the same and similar events change at once.",
    role: "feedback",
    body: NewMark,
    status: 201,
    answer: Mark,
    refusals: [404],
    async handle({ service, body, caller }) {
      const anomaly = await anomalyOf(service, body.anomaly);
      return service.anomalies.mark(body, anomaly, caller.name, service.engineNow());
    },
  }),
  route({
    method: "delete",
    path: "/api/v1/marks/{id}",
    name: "undoMark",
    summary: "Undo a mark; it stays in the list as undone.",
    role: "feedback",
    params: ById,
    answer: Mark,
    refusals: [404, 409],
    async handle({ service, params, caller }) {
      const mark = service.anomalies.marks.get(params.id);
      if (!mark) throw new Refusal(404, "detector/no-mark", "there is no mark with this id");
      if (mark.undone) throw new Refusal(409, "detector/mark-undone", `undone by ${mark.undone.by} already`);
      const document = await service.store.get("anomalies", mark.anomaly);
      return service.anomalies.undoMark(
        mark,
        document?.body as Tracked | undefined,
        caller.name,
        service.engineNow(),
      );
    },
  }),
  route({
    method: "get",
    path: "/api/v1/suppressions",
    name: "listSuppressions",
    summary: "Silences, also past ones, and maintenance windows with when they are open.",
    answer: Suppressions,
    handle({ service }) {
      const now = service.clock.now();
      return {
        silences: [...service.anomalies.silences.values()].sort((a, b) => b.until - a.until),
        maintenance: service.windows().map((window) => {
          const until = openUntil(window, now);
          const next = window.cron.nextRun(new Date(now))?.getTime();
          const { name, start, duration, hosts, reason } = window;
          return {
            ...{ name, start, duration, hosts, reason, active: until !== undefined },
            ...(until === undefined ? {} : { until }),
            ...(next === undefined ? {} : { next }),
          };
        }),
      };
    },
  }),
  route({
    method: "post",
    path: "/api/v1/silences",
    name: "silence",
    summary: "Hold back alerts of what matches, for a time.",
    role: "feedback",
    body: NewSilence,
    status: 201,
    answer: Silence,
    async handle({ service, body, caller }) {
      const at = service.clock.now();
      const from = body.from ?? Math.min(at, service.engineNow());
      if (body.until <= from)
        throw new Refusal(400, "detector/silence-ends-before-it-begins", "'until' is not after 'from'");
      const { from: _, ...rest } = body;
      const silence: Silence = {
        id: digest(`${JSON.stringify(body)}|${at}|${caller.name}`),
        ...rest,
        from,
        by: caller.name,
        at,
      };
      await service.anomalies.silence(silence, service.engineNow());
      return silence;
    },
  }),
  route({
    method: "delete",
    path: "/api/v1/silences/{id}",
    name: "endSilence",
    summary: "End a silence now; what goes on is told.",
    role: "feedback",
    params: ById,
    answer: Silence,
    refusals: [404, 409],
    async handle({ service, params, caller }) {
      const silence = service.anomalies.silences.get(params.id);
      if (!silence) throw new Refusal(404, "detector/no-silence", "there is no silence with this id");
      const at = service.clock.now();
      if (!isActive(silence, at) && silence.from <= at)
        throw new Refusal(409, "detector/silence-over", "the silence is over already");
      const ended = { ...silence, ended: { by: caller.name, at } };
      await service.anomalies.silence(ended, service.engineNow(), "end silence");
      return ended;
    },
  }),
  route({
    method: "get",
    path: "/api/v1/audit",
    name: "listAudit",
    summary: "Who did what, newest first.",
    role: "admin",
    query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    answer: z.object({ items: z.array(AuditEntry) }),
    async handle({ service, query }) {
      const documents = await service.store.list("audit", { order: "down", limit: query.limit });
      return { items: documents.map(({ body }) => body as AuditEntry) };
    },
  }),
];
