import type { Millis } from "../event.ts";
import {
  type Counts,
  countEvents,
  learnCounts,
  newSessionModel,
  type SessionModel,
  scoreCounts,
  vectorKey,
  weigh,
} from "../sessions/model.ts";
import type { LineReader } from "./reader.ts";

/*
 * Sessions within a stream. Which variable places hold a session's key is found by evidence: values that
 * turn up at places of different patterns link those places into a group. Lines that share a value within a
 * group are a session; it ends after a pause, is compared with the group's sessions so far
 * (sessions/model.ts) and learned. Groups whose sessions are all different (addresses, users) are left alone.
 */
const pause = 90_000;
const longest = 64;
const mostOpen = 4096;
const mostLinks = 2048;
const mostVectors = 256;
const mostPlaces = 512;
const enoughSessions = 60;
const votesNeeded = 10;
const mostVotes = 500;
const mostOdd = 256;

export interface OpenSession {
  group: string;
  key: string;
  events: string[];
  last: Millis;
  first: Millis;
  /** Its neighbours in the list of open sessions, by when they had their last line. */
  older: OpenSession | undefined;
  newer: OpenSession | undefined;
}

interface Group {
  model: SessionModel;
  /** Costs of events, refreshed each time the model has grown by a fifth. */
  cost: Map<string, number>;
  floating: ReadonlySet<string>;
  weighedAt: number;
  /** Courses that were odd once. */
  odd: Set<string>;
}

export interface Vote {
  /** Its place: pattern and index, `12:0`. */
  name: string;
  seen: number;
  linked: number;
  /** The group of places whose values are the same keys. */
  group: string;
}

export interface Sequences {
  /** Values seen lately at places that may be keys, with the place. */
  links: Map<string, string>;
  /** Place → values looked at, and those that linked it to another pattern's place. */
  votes: Map<string, Vote>;
  /** Open sessions by group and key, and as a list with the longest quiet one first. */
  open: Map<string, Map<string, OpenSession>>;
  openCount: number;
  oldest: OpenSession | undefined;
  newest: OpenSession | undefined;
  groups: Map<string, Group>;
  /** Sessions whose events were cut, or that were dropped because too many were open. */
  cut: number;
}

export const newSequences = (): Sequences => ({
  links: new Map(),
  votes: new Map(),
  open: new Map(),
  openCount: 0,
  oldest: undefined,
  newest: undefined,
  groups: new Map(),
  cut: 0,
});

const idLike = /\d/;

export interface OddSession {
  key: string;
  score: number;
  sessions: number;
  since: Millis;
  last: Millis;
  text: string;
}

/**
 * Takes a value at an open place: votes for the place as a key and adds the line to its session. False if
 * the place is known to be no key, so that its values need not be looked at.
 */
export function follow(
  q: Sequences,
  place: { vote: Vote | undefined },
  pattern: number,
  index: number,
  reader: Pick<LineReader, "variable" | "variableBytes">,
  time: Millis,
): boolean {
  let { vote } = place;
  if (!vote) {
    if (q.votes.size >= mostPlaces) return false;
    const name = `${pattern}:${index}`;
    vote = q.votes.get(name) ?? { name, seen: 0, linked: 0, group: name };
    q.votes.set(name, vote);
    place.vote = vote;
  }
  if (vote.seen < mostVotes && reader.variableBytes(index) >= 4) {
    const value = reader.variable(index);
    if (value.length >= 4 && value.length <= 80 && idLike.test(value)) elect(q, vote, pattern, value);
  }
  const isKey = vote.linked >= votesNeeded && vote.linked > vote.seen / 3;
  if (isKey) add(q, vote.group, reader.variable(index), pattern, time);
  return isKey || vote.seen < mostVotes;
}

function elect(q: Sequences, vote: Vote, pattern: number, value: string): void {
  vote.seen++;
  const other = q.links.get(value);
  if (other !== undefined && other !== vote.name && !other.startsWith(`${pattern}:`)) link(q, vote, other);
  if (other !== undefined) q.links.delete(value);
  q.links.set(value, vote.name);
  if (q.links.size > mostLinks) q.links.delete(q.links.keys().next().value as string);
}

function link(q: Sequences, vote: Vote, other: string): void {
  vote.linked++;
  const before = q.votes.get(other);
  if (!before) return;
  before.linked++;
  // Group once it is no chance any more; sessions of the group that is given up are forgotten.
  if (before.group === vote.group || vote.linked < votesNeeded || before.linked < votesNeeded) return;
  const given = vote.group;
  for (const one of q.votes.values()) if (one.group === given) one.group = before.group;
  q.groups.delete(given);
  q.groups.delete(before.group);
}

function add(q: Sequences, group: string, key: string, pattern: number, time: Millis): void {
  let ofGroup = q.open.get(group);
  if (!ofGroup) {
    ofGroup = new Map();
    q.open.set(group, ofGroup);
  }
  let session = ofGroup.get(key);
  if (session) unlink(q, session);
  else {
    session = { group, key, events: [], last: time, first: time, older: undefined, newer: undefined };
    ofGroup.set(key, session);
    q.openCount++;
  }
  session.last = Math.max(time, session.last);
  if (session.events.length < longest) session.events.push(String(pattern));
  else q.cut++;
  append(q, session);
  if (q.openCount > mostOpen) {
    close(q, q.oldest as OpenSession);
    q.cut++;
  }
}

function append(q: Sequences, session: OpenSession): void {
  session.older = q.newest;
  if (q.newest) q.newest.newer = session;
  else q.oldest = session;
  q.newest = session;
}

/** Takes over open sessions of version 1: one map, by group and key, the longest quiet one first. */
export function openAgain(q: Sequences): void {
  const before = q.open as unknown as Map<string, OpenSession>;
  Object.assign(q, { open: new Map(), openCount: before.size, oldest: undefined, newest: undefined });
  for (const session of before.values()) {
    session.older = undefined;
    session.newer = undefined;
    const ofGroup = q.open.get(session.group) ?? new Map<string, OpenSession>();
    q.open.set(session.group, ofGroup);
    ofGroup.set(session.key, session);
    append(q, session);
  }
}

function unlink(q: Sequences, session: OpenSession): void {
  const { older, newer } = session;
  if (older) older.newer = newer;
  else q.oldest = newer;
  if (newer) newer.older = older;
  else q.newest = older;
  session.older = undefined;
  session.newer = undefined;
}

function close(q: Sequences, session: OpenSession): void {
  unlink(q, session);
  q.openCount--;
  const ofGroup = q.open.get(session.group) as Map<string, OpenSession>;
  ofGroup.delete(session.key);
  if (ofGroup.size === 0) q.open.delete(session.group);
}

/** Ends the sessions that have paused; `onOdd` hears of odd ones. */
export function endSessions(
  q: Sequences,
  now: Millis,
  nameOf: (pattern: number) => string,
  onOdd: (odd: OddSession) => void,
): void {
  for (let session = q.oldest; session; session = q.oldest) {
    if (session.last > now - pause) return;
    close(q, session);
    endSession(q, session, nameOf, onOdd);
  }
}

function endSession(
  q: Sequences,
  session: OpenSession,
  nameOf: (pattern: number) => string,
  onOdd: (odd: OddSession) => void,
): void {
  let group = q.groups.get(session.group);
  if (!group) {
    group = { model: newSessionModel(), cost: new Map(), floating: new Set(), weighedAt: 0, odd: new Set() };
    q.groups.set(session.group, group);
  }
  const { model } = group;
  const counts = countEvents(session.events);
  const key = vectorKey(counts);
  const varied = model.vectors.size >= mostVectors || model.vectors.size > 10 + model.sessions / 5;
  if (model.sessions >= enoughSessions && !varied) {
    const odd = judge(group, counts, key, nameOf);
    if (odd.score >= 0.7)
      onOdd({ key: session.key, sessions: model.sessions, since: session.first, last: session.last, ...odd });
    // What is odd is learned only when it comes again: then it is a course that the stream has.
    const course = [...counts.keys()].join();
    if (odd.score >= 0.7 && !group.odd.has(course)) {
      if (group.odd.size >= mostOdd) group.odd.clear();
      group.odd.add(course);
      model.sessions++;
      return;
    }
  }
  if (varied && !model.vectors.has(key)) {
    model.sessions++;
    return;
  }
  learnCounts(model, counts, key);
  if (model.sessions > group.weighedAt * 1.2) {
    const { cost, floating } = weigh(model);
    Object.assign(group, { cost, floating });
    group.weighedAt = model.sessions;
  }
}

function judge(
  group: Group,
  counts: Counts,
  key: string,
  nameOf: (pattern: number) => string,
): { score: number; text: string } {
  const known = group.model.vectors.has(key);
  const vectors = known ? [counts] : [...group.model.vectors.values()].map((vector) => vector.counts);
  const weights = {
    cost: group.cost,
    vectors,
    model: group.model,
    order: true,
    floating: group.floating,
  };
  const { score, differs, reversed } = scoreCounts(weights, counts);
  const name = (event: string) => `"${nameOf(Number(event)).slice(0, 60)}"`;
  const parts = reversed.slice(0, 2).map(([a, b]) => `${name(a)} before ${name(b)}`);
  for (const d of differs.slice(0, 3)) parts.push(`${name(d.event)} ${d.seen} times instead of ${d.normal}`);
  return { score, text: parts.join(", ") };
}
