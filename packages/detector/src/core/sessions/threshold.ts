import { learnSession, newSessionModel, scoreSession, type Weights, weigh } from "./model.ts";

/*
 * The threshold comes from normal sessions alone. Five times, four fifths of them are learned and the last fifth is
 * scored: what all but one in 200 of those stay below is what free variation costs, f. "One event that no normal
 * session has" costs 1, whatever the data. The threshold stands between the two, twice as far from f as from 1:
 *
 *     t = f + (1 - f)·2/3        or f itself where normal sessions vary by more than an unseen event
 *
 * The rare ones beyond f are not what it is drawn from: which of them are left out is chance (docs/detector.md).
 */
const folds = 5;
const allowed = 1 / 200;
const share = 2 / 3;
/** What a broken order must cost to be one. */
const orderCounts = 0.3;

export interface TrainedSessions {
  weights: Weights;
  threshold: number;
  /** Sessions learned, different vectors among them, and the share that alarmed when left out. */
  sessions: number;
  vectors: number;
  leftOutAlarms: number;
}

export function trainSessions(normal: readonly (readonly string[])[]): TrainedSessions {
  const withOrder = leftOut(normal, true);
  const without = leftOut(normal, false);
  // Where even one normal session breaks an order that all others keep, the order says too little.
  const breaks = withOrder.some((score, i) => score - (without[i] as number) >= orderCounts);
  const order = normal.length >= 100 && !breaks;
  const scores = order ? withOrder : without;
  const threshold = thresholdOf(scores);
  const model = newSessionModel();
  for (const session of normal) learnSession(model, session);
  return {
    weights: weigh(model, order),
    threshold,
    sessions: normal.length,
    vectors: model.vectors.size,
    leftOutAlarms:
      normal.length === 0 ? 0 : scores.filter((score) => score >= threshold).length / normal.length,
  };
}

/** By the scores of normal sessions that were left out. */
function thresholdOf(scores: readonly number[]): number {
  const sorted = scores.toSorted((a, b) => b - a);
  // At least one is passed over: of few sessions each is rare.
  const free = sorted[Math.max(1, Math.floor(sorted.length * allowed))] ?? 0;
  return free < 1 ? free + (1 - free) * share : free * (1 + allowed);
}

function leftOut(normal: readonly (readonly string[])[], order: boolean): number[] {
  const scores: number[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const model = newSessionModel();
    normal.forEach((session, i) => {
      if (i % folds !== fold) learnSession(model, session);
    });
    const score = memoized(weigh(model, order));
    normal.forEach((session, i) => {
      if (i % folds === fold) scores.push(score(session));
    });
  }
  return scores;
}

/** Sessions repeat: the same events in the same order are scored once. */
export function memoized(weights: Weights): (session: readonly string[]) => number {
  const known = new Map<string, number>();
  return (session) => {
    const key = session.join(" ");
    let score = known.get(key);
    if (score === undefined) {
      score = scoreSession(weights, session).score;
      if (known.size < 100_000) known.set(key, score);
    }
    return score;
  };
}
