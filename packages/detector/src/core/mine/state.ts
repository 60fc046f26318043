import type { Leaf, Pattern } from "./pattern.ts";

/** A signature as it is kept: everything but its pattern and its place, which its pattern's list gives. */
export type LeafState = Omit<Leaf, "pattern" | "at">;

/** A pattern as it is kept: its structure by number, its signatures by their place in the miner. */
export type PatternState = Omit<Pattern, "frame" | "into" | "leaves"> & { frame: number; leaves: number[] };

/** All that a miner knows, as plain data: what `JSON.stringify` keeps. */
export interface MinerState {
  lines: number;
  cut: number;
  skipped: Record<string, number>;
  evictedPatterns: number;
  evictedLeaves: number;
  nextId: number;
  nextLeaf: number;
  workAt: number;
  patternHand: number;
  leafHand: number;
  /** By place; null is a free one. */
  leaves: (LeafState | null)[];
  free: number[];
  /** Structures in order; their patterns by id, in order. */
  frames: { gaps: readonly string[]; patterns: number[]; fresh: number; dirty: boolean }[];
  patterns: PatternState[];
  /** Patterns by id in the order of eviction's hand; 0 for one that was merged away. */
  ring: number[];
  /** Structures that wait for refinement, by number: in this round, and in the next. */
  queue: number[];
  changed: number[];
  redirects: [number, number][];
}

export function leafState(leaf: Leaf): LeafState {
  const { pattern: _, at: __, ...rest } = leaf;
  return { ...rest, mixed: leaf.mixed.slice() };
}

/** A copy that later lines do not change. */
export function patternState(pattern: Pattern, frame: number, leaves: number[]): PatternState {
  const { id, keys, texts, shapes, kinds, varies, count, first, last, slots, sampleAt, seen } = pattern;
  return {
    id,
    frame,
    keys: keys.slice(),
    texts,
    shapes: shapes.slice(),
    kinds,
    varies: varies.slice(),
    count,
    first,
    last,
    // JSON has no undefined in a list: what has no summary is null there, and either is read back.
    slots: Array.from(pattern.keys, (_, i) => structuredClone(slots[i]) ?? undefined),
    sampleAt,
    seen,
    leaves,
  };
}
