import type { Millis } from "../event.ts";
import {
  countEvents,
  learnSession,
  newSessionModel,
  type SessionModel,
  scoreSession,
  vectorKey,
  weigh,
} from "../sessions/model.ts";

/*
 * Sessions within a stream. Which variable place holds a session's key is found by evidence: values of an
 * open place that turn up again at places of other patterns. Lines that share a key are a session; it ends
 * after a pause, and is then compared with the sessions so far (sessions/model.ts) and learned.
 */
const pause = 90_000;
const longest = 64;
const mostOpen = 4096;
const mostLinks = 2048;
const mostVectors = 256;
const enoughSessions = 60;
const votesNeeded = 20;

interface OpenSession {
  events: string[];
  last: Millis;
  first: Millis;
}

export interface Sequences {
  /** Values of open places seen lately, with the pattern that had them. */
  links: Map<string, number>;
  /** `pattern:place` → values looked at, and those that linked two patterns. */
  votes: Map<string, { seen: number; linked: number }>;
  keys: Set<string>;
  open: Map<string, OpenSession>;
  model: SessionModel;
  /** Costs of events, refreshed each time the model has grown by a fifth. */
  cost: Map<string, number>;
  weighedAt: number;
  /** Sessions whose events were cut, or that were dropped because too many were open. */
  cut: number;
}

export const newSequences = (): Sequences => ({
  links: new Map(),
  votes: new Map(),
  keys: new Set(),
  open: new Map(),
  model: newSessionModel(),
  cost: new Map(),
  weighedAt: 0,
  cut: 0,
});

const idLike = /\d/;

/** Looks whether this place's values link patterns; call for values of open places only. */
export function voteForKey(q: Sequences, pattern: number, place: number, value: string): void {
  if (value.length < 4 || value.length > 80 || !idLike.test(value)) return;
  const name = `${pattern}:${place}`;
  const vote = q.votes.get(name) ?? { seen: 0, linked: 0 };
  if (vote.seen > 500) return;
  if (vote.seen === 0) q.votes.set(name, vote);
  vote.seen++;
  const other = q.links.get(value);
  if (other !== undefined && other !== pattern) vote.linked++;
  q.links.delete(value);
  q.links.set(value, pattern);
  if (q.links.size > mostLinks) q.links.delete(q.links.keys().next().value as string);
  if (vote.linked >= votesNeeded && vote.linked > vote.seen / 3) q.keys.add(name);
}

export interface OddSession {
  key: string;
  score: number;
  sessions: number;
  since: Millis;
  text: string;
}

/** Adds an event to the session of its key. */
export function addToSession(q: Sequences, key: string, pattern: number, time: Millis): void {
  let session = q.open.get(key);
  if (session) q.open.delete(key);
  else session = { events: [], last: time, first: time };
  session.last = Math.max(time, session.last);
  if (session.events.length < longest) session.events.push(String(pattern));
  else q.cut++;
  q.open.set(key, session);
  if (q.open.size > mostOpen) {
    q.open.delete(q.open.keys().next().value as string);
    q.cut++;
  }
}

/** Ends the sessions that have paused; `onOdd` hears of odd ones. */
export function endSessions(q: Sequences, now: Millis, onOdd: (odd: OddSession) => void): void {
  for (const [key, session] of q.open) {
    if (session.last > now - pause) return;
    q.open.delete(key);
    endSession(q, key, session, onOdd);
  }
}

function endSession(q: Sequences, key: string, session: OpenSession, onOdd: (odd: OddSession) => void): void {
  const { model } = q;
  const varied = model.vectors.size >= mostVectors || model.vectors.size > 20 + model.sessions / 4;
  if (model.sessions >= enoughSessions && !varied) {
    const odd = judge(q, session);
    if (odd.score >= 0.7) onOdd({ key, sessions: model.sessions, since: session.first, ...odd });
  }
  if (varied && !model.vectors.has(vectorKey(countEvents(session.events)))) {
    model.sessions++;
    return;
  }
  learnSession(model, session.events);
  if (model.sessions > q.weighedAt * 1.2) {
    q.cost = weigh(model).cost;
    q.weighedAt = model.sessions;
  }
}

function judge(q: Sequences, session: OpenSession): { score: number; text: string } {
  const vectors = [...q.model.vectors.values()].map((vector) => vector.counts);
  const known = q.model.vectors.has(vectorKey(countEvents(session.events)));
  const weights = {
    cost: q.cost,
    vectors: known ? [countEvents(session.events)] : vectors,
    model: q.model,
    order: true,
  };
  const { score, differs, reversed } = scoreSession(weights, session.events);
  const parts = reversed.slice(0, 2).map(([a, b]) => `#${a} before #${b}`);
  for (const d of differs.slice(0, 3)) parts.push(`#${d.event} ${d.seen} times instead of ${d.normal}`);
  return { score, text: parts.join(", ") };
}
