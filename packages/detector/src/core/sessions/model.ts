/*
 * What normal sessions look like: a session is the sequence of events under one key (a block, a request, a
 * login). Two things are learned from normal ones only:
 *
 * - count vectors: how often each event occurs. The distance of a session is that to the nearest normal
 *   vector; changing event e costs w(e) = -ln((q·U + 1)/(U + 2)) / ln(U + 2), where q is the share of pairs
 *   among the U different normal vectors that differ in e. An event that varies freely (retries) costs almost
 *   nothing, a rigid one almost 1, one never seen 1. Twice or half as many is a whole change, less a part.
 * - order: if a's first occurrence always precedes b's in many sessions, the reverse costs up to 1; half of it where
 *   one of them is known to float, that is to come now before, now after some other event.
 *
 * 1 is therefore "as odd as one event that no normal session has".
 */
export type Counts = Map<string, number>;

export interface SessionModel {
  sessions: number;
  /** Different count vectors by their text, with the number of sessions that have each. */
  vectors: Map<string, { counts: Counts; sessions: number }>;
  /** `a\0b`: sessions in which a's first occurrence precedes b's. */
  before: Map<string, number>;
  /** Events of any normal session. */
  events: Set<string>;
  /** Vectors that were not kept because there were too many. */
  dropped: number;
}

const mostVectors = 4096;
const mostPairs = 20_000;
/** Sessions that must agree on an order before breaking it means something. */
const orderSupport = 50;

export const newSessionModel = (): SessionModel => ({
  sessions: 0,
  vectors: new Map(),
  before: new Map(),
  events: new Set(),
  dropped: 0,
});

export function countEvents(session: readonly string[]): Counts {
  const counts: Counts = new Map();
  for (const event of session) counts.set(event, (counts.get(event) ?? 0) + 1);
  return counts;
}

export function vectorKey(counts: Counts): string {
  return [...counts]
    .map(([event, n]) => `${event}=${n}`)
    .sort()
    .join(" ");
}

/** Learns one normal session. */
export function learnSession(model: SessionModel, session: readonly string[]): void {
  const counts = countEvents(session);
  learnCounts(model, counts, vectorKey(counts));
}

/** The same of its counts, in the order of first occurrences, and their key. */
export function learnCounts(model: SessionModel, counts: Counts, key: string): void {
  model.sessions++;
  for (const event of counts.keys()) model.events.add(event);
  const known = model.vectors.get(key);
  if (known) known.sessions++;
  else if (model.vectors.size < mostVectors) model.vectors.set(key, { counts, sessions: 1 });
  else model.dropped++;
  const firsts = [...counts.keys()].slice(0, 40);
  for (let i = 0; i < firsts.length; i++)
    for (let j = i + 1; j < firsts.length; j++) {
      const pair = `${firsts[i]}\0${firsts[j]}`;
      const n = model.before.get(pair);
      if (n !== undefined || model.before.size < mostPairs) model.before.set(pair, (n ?? 0) + 1);
    }
}

/** The cost of changing each event, from the vectors seen so far. */
export interface Weights {
  cost: Map<string, number>;
  vectors: readonly Counts[];
  model: SessionModel;
  /** Whether the order counts; off where normal sessions themselves break it. */
  order: boolean;
  /** Events that come now before, now after another one. */
  floating: ReadonlySet<string>;
}

export function weigh(model: SessionModel, order = true): Weights {
  const vectors = [...model.vectors.values()].map((vector) => vector.counts);
  const total = vectors.length;
  const unit = Math.log(total + 2);
  const cost = new Map<string, number>();
  for (const event of model.events) {
    const byCount = new Map<number, number>();
    for (const counts of vectors) {
      const n = counts.get(event) ?? 0;
      byCount.set(n, (byCount.get(n) ?? 0) + 1);
    }
    let same = 0;
    for (const n of byCount.values()) same += n * (n - 1);
    const differ = total > 1 ? 1 - same / (total * (total - 1)) : 0;
    cost.set(event, -Math.log((differ * total + 1) / (total + 2)) / unit);
  }
  return { cost, vectors, model, order, floating: floatingEvents(model) };
}

/** Events whose order to some other event is either way in at least a twentieth of the sessions with both. */
function floatingEvents(model: SessionModel): Set<string> {
  const floating = new Set<string>();
  for (const [pair, n] of model.before) {
    const [a, b] = pair.split("\0") as [string, string];
    const reverse = model.before.get(`${b}\0${a}`) ?? 0;
    if (reverse < 2 || Math.min(n, reverse) * 20 < n + reverse) continue;
    floating.add(a).add(b);
  }
  return floating;
}

export interface SessionScore {
  /** 0: as a normal session; 1: as odd as one event never seen. */
  score: number;
  /** What differs most from the nearest normal session. */
  differs: { event: string; seen: number; normal: number }[];
  /** Pairs in an order no normal session has. */
  reversed: [first: string, second: string][];
}

const change = (a: number, b: number) => (a === 0 || b === 0 ? 1 : Math.min(1, Math.abs(Math.log2(a / b))));

/** Scores one session against the normal ones. */
export function scoreSession(weights: Weights, session: readonly string[]): SessionScore {
  return scoreCounts(weights, countEvents(session));
}

/** The same of its counts, in the order of first occurrences. */
export function scoreCounts(weights: Weights, counts: Counts): SessionScore {
  let nearest: Counts = new Map();
  let distance = Number.POSITIVE_INFINITY;
  for (const normal of weights.vectors) {
    let sum = 0;
    for (const [event, n] of counts) {
      const usual = normal.get(event) ?? 0;
      if (usual !== n) sum += (weights.cost.get(event) ?? 1) * change(n, usual);
      if (sum >= distance) break;
    }
    if (sum < distance)
      for (const event of normal.keys()) if (!counts.has(event)) sum += weights.cost.get(event) ?? 1;
    if (sum < distance) [distance, nearest] = [sum, normal];
  }
  const differs = [...new Set([...counts.keys(), ...nearest.keys()])]
    .map((event) => ({ event, seen: counts.get(event) ?? 0, normal: nearest.get(event) ?? 0 }))
    .filter(({ seen, normal }) => seen !== normal)
    .sort((a, b) => (weights.cost.get(b.event) ?? 1) - (weights.cost.get(a.event) ?? 1));
  const order = weights.order ? orderCost(weights, counts) : { cost: 0, reversed: [] };
  const score = (Number.isFinite(distance) ? distance : 0) + order.cost;
  return { score, differs, reversed: order.reversed };
}

/** Order broken against n agreeing sessions costs 1 - 1/√(n/50 + 1); pairs add up to at most 1. */
function orderCost(
  { model, floating }: Weights,
  counts: Counts,
): { cost: number; reversed: [string, string][] } {
  const firsts = [...counts.keys()].slice(0, 40);
  let [rigid, loose] = [1, 1];
  const reversed: [string, string][] = [];
  for (let i = 0; i < firsts.length; i++)
    for (let j = i + 1; j < firsts.length; j++) {
      const [a, b] = [firsts[i] as string, firsts[j] as string];
      const usual = model.before.get(`${b}\0${a}`) ?? 0;
      if (usual < orderSupport || model.before.has(`${a}\0${b}`)) continue;
      const factor = 1 / Math.sqrt(usual / orderSupport + 1);
      if (floating.has(a) || floating.has(b)) loose *= factor;
      else rigid *= factor;
      reversed.push([a, b]);
    }
  return { cost: Math.max(1 - rigid, (1 - loose) / 2), reversed };
}
