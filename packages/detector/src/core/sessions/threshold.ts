import { learnSession, newSessionModel, scoreSession, type Weights, weigh } from "./model.ts";

/*
 * The threshold comes from normal sessions alone. It stands at 0.7 of "one event that no normal session has":
 * above what free variation costs, below what an unseen event does. Five times, four fifths of the normal
 * sessions are learned and the last fifth is scored; where more than one in 200 of those would alarm, normal
 * sessions vary more than that and the threshold rises to the first step at which they do not.
 * Finer steps were tried and lost: which rare sessions are left out is chance (docs/detector.md).
 */
const folds = 5;
const steps = [0.7, 0.8, 0.9, 1, 1.25, 1.5, 2, 3, 4, 6, 8];
const allowed = 1 / 200;

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
  const alarms = (scores: readonly number[], at: number) => scores.filter((score) => score >= at).length;
  const lowest = steps[0] as number;
  // Where even one normal session breaks an order that all others keep, the order says too little.
  const order = normal.length >= 100 && alarms(withOrder, lowest) === alarms(without, lowest);
  const scores = order ? withOrder : without;
  const most = normal.length * allowed;
  const threshold = steps.find((step) => alarms(scores, step) <= most) ?? (steps.at(-1) as number);
  const model = newSessionModel();
  for (const session of normal) learnSession(model, session);
  return {
    weights: weigh(model, order),
    threshold,
    sessions: normal.length,
    vectors: model.vectors.size,
    leftOutAlarms: normal.length === 0 ? 0 : alarms(scores, threshold) / normal.length,
  };
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
