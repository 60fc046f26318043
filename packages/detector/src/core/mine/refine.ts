import type { Millis } from "../event.ts";
import { cluster } from "./cluster.ts";
import type { Frame } from "./frame.ts";
import { current, type Leaf, type Pattern, setVaries, widen } from "./pattern.ts";
import { addSlot, addValue, emptySlot } from "./slot.ts";

/** What the miner does for a refinement. */
export interface Changes {
  create(frame: Frame<Pattern>, leaf: Leaf, time: Millis): Pattern;
  redirect(from: Pattern, into: Pattern): void;
}

/** Signatures that one refinement judges by; a frame with more patterns than that is left as it is. */
const maxEvidence = 256;

/** Makes one pattern of several of a frame; the oldest keeps its id. */
export function mergePatterns(
  frame: Frame<Pattern>,
  patterns: Pattern[],
  keys: number[],
  changes: Changes,
): Pattern {
  const into = patterns.reduce((a, b) => (b.id < a.id ? b : a));
  frame.delete(into);
  for (let i = 0; i < keys.length; i++)
    if (keys[i] === 0 && into.keys[i] !== 0) into.slots[i] = valuesAt(into, i);
  for (const other of patterns) {
    if (other === into) continue;
    frame.delete(other);
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] !== 0) {
        if (other.varies[i]) setVaries(into, i);
        continue;
      }
      const slot = other.keys[i] === 0 ? other.slots[i] : valuesAt(other, i);
      if (!slot) continue;
      const own = into.slots[i] ?? emptySlot();
      into.slots[i] = own;
      addSlot(own, slot);
    }
    widen(into, other);
    into.count += other.count;
    into.first = Math.min(into.first, other.first);
    into.last = Math.max(into.last, other.last);
    into.seen = Math.max(into.seen, other.seen);
    for (const leaf of other.leaves) {
      leaf.pattern = into;
      leaf.at = into.leaves.push(leaf) - 1;
    }
    other.leaves = [];
    other.into = into;
    other.slots = [];
    changes.redirect(other, into);
  }
  into.keys = keys;
  frame.add(into);
  return into;
}

/** What is known of a place that was a constant until now. */
function valuesAt(pattern: Pattern, place: number) {
  const slot = pattern.slots[place] ?? emptySlot();
  if (slot.seen === 0 && pattern.count > 0) addValue(slot, pattern.texts[place] as string, pattern.count);
  return slot;
}

/**
 * Works out a frame's patterns anew from its signatures. Patterns that now are one are merged; a pattern
 * whose signatures now fall apart keeps the greatest part, and the others become new patterns.
 */
export function refineFrame(frame: Frame<Pattern>, changes: Changes): void {
  frame.dirty = false;
  const each = Math.floor(maxEvidence / frame.patterns.size);
  if (each < 1) return;
  const evidence = [...frame.patterns].flatMap((p) =>
    p.leaves.length > 0 ? p.leaves.slice(0, Math.max(each, 1)) : [],
  );
  const groups = cluster(frame.gaps, evidence).map((group) => {
    const members = group.members.map((m) => evidence[m] as Leaf);
    return { keys: group.keys, members, patterns: new Set(members.map((m) => current(m.pattern))) };
  });
  const homes = new Map<Pattern, number>();
  for (const group of groups) for (const p of group.patterns) homes.set(p, (homes.get(p) ?? 0) + 1);
  for (const group of groups) {
    const whole = [...group.patterns].filter((p) => homes.get(p) === 1);
    if (whole.length === group.patterns.size) {
      if (whole.length > 1 || !same((whole[0] as Pattern).keys, group.keys))
        mergePatterns(frame, whole, group.keys, changes);
    }
  }
  const split = [...homes].filter(([, n]) => n > 1).map(([p]) => p);
  if (split.length > 0) splitPatterns(frame, split, groups, changes);
}

interface RefinedGroup {
  keys: number[];
  members: Leaf[];
  patterns: Set<Pattern>;
}

/** Gives the signatures of patterns that fell apart to the groups they belong to. */
function splitPatterns(
  frame: Frame<Pattern>,
  split: Pattern[],
  groups: RefinedGroup[],
  changes: Changes,
): void {
  const targets = groups
    .filter((g) => [...g.patterns].some((p) => split.includes(p)))
    .map((g) => ({ ...g, leaves: [] as Leaf[], pattern: undefined as Pattern | undefined }));
  const touched = new Set(targets.flatMap((t) => [...t.patterns]));
  for (const pattern of touched)
    for (const leaf of pattern.leaves) {
      const target =
        targets.find((t) => t.members.includes(leaf)) ?? targets.find((t) => covers(t.keys, leaf.keys));
      (target ?? (targets[0] as (typeof targets)[number])).leaves.push(leaf);
    }
  const free = new Set(touched);
  const times = [...touched];
  const first = Math.min(...times.map((p) => p.first));
  const lines = (leaves: Leaf[]) => leaves.reduce((sum, leaf) => sum + leaf.count, 0);
  // Lines whose signature was evicted stay with the pattern that keeps the id.
  const rest = new Map(times.map((p) => [p, p.count - lines(p.leaves)]));
  for (const pattern of touched) frame.delete(pattern);
  for (const target of targets.sort((a, b) => lines(b.leaves) - lines(a.leaves))) {
    if (target.leaves.length === 0) continue;
    const own = [...target.patterns].filter((p) => free.has(p)).sort((a, b) => a.id - b.id)[0];
    const seed = target.leaves[0] as Leaf;
    let pattern: Pattern;
    if (own) {
      free.delete(own);
      pattern = own;
      pattern.texts = seed.texts;
      pattern.kinds = seed.kinds;
      pattern.shapes = seed.shapes;
      pattern.varies = seed.keys.map(() => false);
      pattern.leaves = [];
    } else {
      pattern = changes.create(frame, seed, first);
      frame.delete(pattern);
      pattern.leaves = [];
      pattern.last = Math.max(...times.map((p) => p.last));
    }
    pattern.keys = target.keys;
    pattern.count = lines(target.leaves) + (own ? (rest.get(own) ?? 0) : 0);
    pattern.slots = pattern.slots.map((slot, i) => (target.keys[i] === 0 ? slot : undefined));
    for (const leaf of target.leaves) {
      leaf.pattern = pattern;
      leaf.at = pattern.leaves.push(leaf) - 1;
      widen(pattern, leaf);
    }
    pattern.sampleAt = pattern.count + 1;
    frame.add(pattern);
    target.pattern = pattern;
  }
  // A pattern all of whose signatures went to others is redirected to where most of them are.
  for (const gone of free) {
    const target = targets.find((t) => t.patterns.has(gone) && t.pattern)?.pattern as Pattern;
    target.count += rest.get(gone) ?? 0;
    gone.into = target;
    gone.leaves = [];
    gone.slots = [];
    changes.redirect(gone, target);
  }
}

const covers = (keys: readonly number[], own: readonly number[]) =>
  keys.every((key, i) => key === 0 || key === own[i]);

const same = (a: readonly number[], b: readonly number[]) => a.every((key, i) => key === b[i]);
