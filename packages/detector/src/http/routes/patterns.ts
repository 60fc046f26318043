import { z } from "zod";
import { hostOf } from "../../anomalies/place.ts";
import { windowMs } from "../../core/detect/baseline.ts";
import type { WindowCounts } from "../../service/counting.ts";
import type { Service } from "../../service/service.ts";
import { allOf } from "../../stores/store.ts";
import { Baseline, Pattern, PatternDetail, Stream } from "../api.ts";
import { Refusal, route } from "../route.ts";

const day = 86_400_000;
const time = z.coerce.number().min(0).max(253_402_300_800_000);
const span = { from: time.optional().describe("Default: a day before `to`."), to: time.optional() };

export const patternRoutes = [
  route({
    method: "get",
    path: "/api/v1/streams",
    name: "listStreams",
    summary: "Streams with their state; until when a new one is only learned.",
    answer: z.object({ items: z.array(Stream) }),
    handle: ({ service }) => ({
      items: service.engine.streams().map((summary) => {
        const host = hostOf(summary.stream);
        return { ...summary, ...(host === undefined ? {} : { host }) };
      }),
    }),
  }),
  route({
    method: "get",
    path: "/api/v1/patterns",
    name: "listPatterns",
    summary: "Patterns, the most frequent first.",
    query: z.object({
      stream: z.string().max(500).optional(),
      q: z.string().max(200).optional().describe("Text of the template or the sample, whatever its case."),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    answer: z.object({ items: z.array(Pattern), total: z.number().int() }),
    handle({ service, query }) {
      const wanted = query.q?.toLowerCase();
      const found = patternsOf(service, query.stream).filter(
        ({ template, sample }) =>
          wanted === undefined ||
          template.toLowerCase().includes(wanted) ||
          sample.toLowerCase().includes(wanted),
      );
      return { items: found.slice(query.offset, query.offset + query.limit), total: found.length };
    },
  }),
  route({
    method: "get",
    path: "/api/v1/patterns/{id}",
    name: "getPattern",
    summary: "One pattern with its counts of each ten minutes.",
    params: z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
    query: z.object(span),
    answer: PatternDetail,
    refusals: [404],
    async handle({ service, params, query }) {
      const id = service.reader.current(params.id);
      const pattern = patternsOf(service).find((one) => one.id === id);
      if (!pattern) throw new Refusal(404, "detector/no-pattern", "there is no pattern with this id");
      const { from, to } = spanOf(service, query);
      const windows = await windowsBetween(service, from, to);
      const counts = windows.map(({ window, patterns }) => ({
        time: window,
        // Patterns that became one since are counted together.
        lines: Object.entries(patterns).reduce(
          (sum, [held, n]) =>
            sum + (Number(held) === id || service.reader.current(Number(held)) === id ? n : 0),
          0,
        ),
      }));
      return { ...pattern, samples: samplesOf(service, id), counts };
    },
  }),
  route({
    method: "get",
    path: "/api/v1/baseline",
    name: "getBaseline",
    summary: "What a stream brought in each ten minutes, and between what it was expected.",
    query: z.object({
      stream: z.string().max(2000),
      pattern: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
      ...span,
    }),
    answer: Baseline,
    refusals: [404],
    async handle({ service, query }) {
      const held = service.engine.inspect(query.stream);
      if (!held) throw new Refusal(404, "detector/no-stream", "there is no stream of this name");
      const { from, to } = spanOf(service, query);
      const { pattern, stream } = query;
      // Counts of a pattern are of all streams: where it is in several, the stream's own are not known.
      const alone =
        pattern === undefined ||
        (patternsOf(service).find((p) => p.id === pattern)?.streams.length ?? 0) <= 1;
      const counted = new Map(
        (await windowsBetween(service, from, to))
          .filter(({ window }) => window + windowMs <= service.engineNow())
          .map(({ window, streams, patterns }) => [
            window,
            pattern === undefined ? (streams[stream] ?? 0) : (patterns[pattern] ?? 0),
          ]),
      );
      const points = held.band(from, to, pattern).map((point) => {
        const lines = alone ? counted.get(point.time) : undefined;
        return { ...point, ...(lines === undefined ? {} : { lines }) };
      });
      return { stream, ...(pattern === undefined ? {} : { pattern }), sigma: service.detect().sigma, points };
    },
  }),
];

/** At most two weeks: that is how long counts are kept. */
function spanOf(service: Service, query: { from?: number | undefined; to?: number | undefined }) {
  const to = Math.min(query.to ?? service.engineNow(), service.engineNow() + day);
  return { from: Math.max(query.from ?? to - day, to - 14 * day), to };
}

async function windowsBetween(service: Service, from: number, to: number): Promise<WindowCounts[]> {
  const stored = await allOf(service.store, "counts", { from: from - windowMs + 1, to });
  const windows = stored.map(({ body }) => body as WindowCounts);
  windows.push(...service.counting.unsaved().filter(({ window }) => window >= from && window < to));
  return windows;
}

const mostSamples = 50;

/** The last line of a pattern in each stream. */
function samplesOf({ engine, reader }: Service, id: number): z.output<typeof PatternDetail>["samples"] {
  return engine
    .streams()
    .flatMap(({ stream }) =>
      (engine.inspect(stream)?.patterns() ?? [])
        .filter((view) => reader.current(view.id) === id)
        .map(({ lines, last, sample }) => ({ stream, lines, last, sample })),
    )
    .sort((a, b) => b.lines - a.lines)
    .slice(0, mostSamples);
}

/** Patterns over all streams, most lines first. */
function patternsOf({ engine, reader, redact }: Service, only?: string): Pattern[] {
  const found = new Map<number, Pattern>();
  const names = only === undefined ? engine.streams().map(({ stream }) => stream) : [only];
  for (const stream of names)
    for (const view of engine.inspect(stream)?.patterns() ?? []) {
      const id = reader.current(view.id);
      const held = found.get(id);
      if (!held) {
        const { lines, first, last, error, sample } = view;
        found.set(id, { id, template: "", streams: [stream], lines, first, last, error, sample });
        continue;
      }
      held.lines += view.lines;
      if (!held.streams.includes(stream)) held.streams.push(stream);
      held.first = Math.min(held.first, view.first);
      held.error ||= view.error;
      if (view.last > held.last) [held.last, held.sample] = [view.last, view.sample];
    }
  const patterns = [...found.values()].sort((a, b) => b.lines - a.lines || a.id - b.id);
  for (const pattern of patterns) pattern.template = redact(reader.template(pattern.id));
  return patterns;
}
