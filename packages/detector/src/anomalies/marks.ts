import type { Kind } from "../core/detect/finding.ts";
import type { Member } from "../model/anomaly.ts";
import type { Mark, MarkScope } from "../model/mark.ts";
import { familyOf } from "./families.ts";
import { likeness } from "./likeness.ts";
import { fits, hostOf, labelsOf } from "./place.ts";

/*
 * What operators said changes scores at once: of the same events wholly, of similar ones by their
 * likeness. A chance p becomes
 *
 *     p · 10^(3·n - r)      n, r: the likeness to the nearest mark that says normal, real; 0 to 1
 *
 * so that a similar event needs to be up to a thousand times rarer to be told. An event that a mark describes
 * entirely is not told whatever its score; the later of two such marks decides.
 */
const decadesOfNormal = 3;
const decadesOfReal = 1;
export const entirely = 0.95;
/** Templates less alike than this have nothing to do with each other. */
const leastLike = 0.6;
/** Smaller chances are not told apart by a double near 1. */
const leastChance = 1e-16;

export interface Scored {
  kind: Kind;
  stream: string;
  template?: string | undefined;
  score: number;
  value?: number | undefined;
  time: number;
}

export interface Adjusted {
  score: number;
  /** The mark that says normal and lowered the score most, and how much it is about this event. */
  by?: { mark: Mark; weight: number };
  /** Marks that were about this event at all. */
  hits: Mark[];
}

/** @param hourAt the hour of the day at a time in the site's time zone, with its fraction */
export function adjust(event: Scored, marks: Iterable<Mark>, hourAt: (time: number) => number): Adjusted {
  let normal: { mark: Mark; weight: number } | undefined;
  let real: { mark: Mark; weight: number } | undefined;
  const hits: Mark[] = [];
  for (const mark of marks) {
    if (mark.undone) continue;
    const weight = Math.max(...mark.scopes.map((scope) => weightOf(scope, event, hourAt)));
    if (!(weight > 0)) continue;
    hits.push(mark);
    const best = mark.verdict === "normal" ? normal : real;
    const nearer = !best || weight > best.weight || (weight === best.weight && mark.at > best.mark.at);
    if (!nearer) continue;
    if (mark.verdict === "normal") normal = { mark, weight };
    else real = { mark, weight };
  }
  const n = normal?.weight ?? 0;
  const r = real?.weight ?? 0;
  const overruled =
    real && r >= entirely && (n < entirely || real.mark.at > (normal as { mark: Mark }).mark.at);
  if (n >= entirely && !overruled) return { score: 0, by: normal as { mark: Mark; weight: number }, hits };
  const p = Math.max(leastChance, 1 - event.score);
  const score = 1 - Math.min(1, p * 10 ** (decadesOfNormal * (overruled ? 0 : n) - decadesOfReal * r));
  return { score, hits, ...(normal && !overruled ? { by: normal } : {}) };
}

/** How much a scope is about an event: 0 to 1. */
export function weightOf(scope: MarkScope, event: Scored, hourAt: (time: number) => number): number {
  if (scope.hours && !within(scope.hours, hourAt(event.time))) return 0;
  if (scope.values && event.value !== undefined) {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = scope.values;
    if (event.value < min || event.value > max) return 0;
  }
  if (scope.host !== undefined && scope.host !== hostOf(event.stream)) return 0;
  return ofKind(scope, event) * ofTemplate(scope, event) * ofStream(scope, event);
}

function ofKind({ kind }: MarkScope, event: Scored): number {
  if (kind === undefined || kind === event.kind) return 1;
  return familyOf(kind) === familyOf(event.kind) ? 0.7 : 0;
}

function ofTemplate({ template }: MarkScope, event: Scored): number {
  if (template === undefined || template === event.template) return 1;
  if (event.template === undefined) return 0;
  const like = likeness(template, event.template);
  return Math.min(0.94, Math.max(0, (like - leastLike) / (1 - leastLike)));
}

/** The same program on another machine is similar; another stream is so only if the pattern is the same. */
function ofStream({ stream, template }: MarkScope, event: Scored): number {
  if (stream === undefined || fits(stream, event.stream)) return 1;
  if (withoutHost(stream) === withoutHost(event.stream)) return 0.8;
  return template === undefined ? 0 : 0.5;
}

const withoutHost = (stream: string) => {
  const host = hostOf(stream);
  return Object.entries(labelsOf(stream))
    .filter(([, value]) => value !== host)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join();
};

const within = ({ from, to }: { from: number; to: number }, hour: number) =>
  from <= to ? hour >= from && hour < to : hour >= from || hour < to;

/** What a mark of these members is about if its author does not say: each of them, up to half as much again. */
export function scopesOf(members: readonly Member[]): MarkScope[] {
  return members.map(({ kind, template, stream, value }) => ({
    kind,
    stream,
    ...(template === undefined ? {} : { template }),
    ...(value === undefined || value <= 0 || familyOf(kind) === "absence"
      ? {}
      : { values: { max: value * 1.5 } }),
  }));
}
