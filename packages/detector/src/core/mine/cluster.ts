import { isUnit, looksLikeName, looksLikeValue, type Value, variableAt } from "./evidence.ts";

/** What clustering needs of lines with one signature, or of a pattern. */
export interface Evidence {
  /** One key a place; 0 is a variable. */
  keys: readonly number[];
  texts: readonly string[];
  count: number;
}

export interface Group {
  keys: number[];
  /** Indexes into the evidence. */
  members: number[];
}

/**
 * Divides the lines of one frame (same structure, same number of places) into patterns. Groups that differ
 * in one place only become one if their values there look like those of a variable; that is repeated until
 * nothing changes. What varies together (a file named twice in a line) is tried as a whole.
 * The result depends on the set of lines, not on their order.
 */
export function cluster(gaps: readonly string[], lines: readonly Evidence[]): Group[] {
  let groups = unite(lines.map((line, i) => ({ keys: line.keys.slice(), members: [i] })));
  const places = gaps.length - 1;
  for (let again = true; again && groups.length > 1; ) {
    again = false;
    for (let place = 0; place < places; place++) {
      let merged = false;
      for (const near of sameBut(groups, (i) => i !== place)) {
        if (!variableAt(place, gaps, near[0]?.keys as number[], valuesAt(near, place, lines))) continue;
        for (const group of near) group.keys[place] = 0;
        merged = true;
      }
      if (merged) {
        groups = unite(groups);
        again = true;
      }
    }
    if (!again && groups.length > 1) again = together(groups, lines);
    if (again) groups = unite(groups);
  }
  return groups;
}

/** Groups that are equal but for places that hold values, by their look, in every one of them. */
function together(groups: Group[], lines: readonly Evidence[]): boolean {
  const textAt = (group: Group, i: number) =>
    (lines[group.members[0] as number] as Evidence).texts[i] as string;
  let merged = false;
  const skeletons = new Map<string, Group[]>();
  for (const group of groups) {
    let constants = 0;
    const skeleton = group.keys.map((key, i) => {
      if (key === 0) return 0;
      const text = textAt(group, i);
      if (i > 0 && (looksLikeValue(text) || looksLikeName(text) || isUnit(text))) return 0;
      constants++;
      return key;
    });
    if (constants < 4) continue;
    const key = skeleton.join();
    const set = skeletons.get(key);
    if (set) set.push(group);
    else skeletons.set(key, [group]);
  }
  for (const set of skeletons.values()) {
    if (set.length < 2) continue;
    const places = (set[0] as Group).keys.length;
    for (let i = 1; i < places; i++) {
      const differs = set.some((g) => g.keys[i] !== (set[0] as Group).keys[i]);
      if (!differs) continue;
      for (const group of set) {
        if (group.keys[i] !== 0) merged = true;
        group.keys[i] = 0;
      }
    }
  }
  return merged;
}

/** Sets of groups that are equal in the places that count. */
function sameBut(groups: Group[], counts: (place: number) => boolean): Group[][] {
  const sets = new Map<number, Group[]>();
  for (const group of groups) {
    let hash = 17;
    for (let i = 0; i < group.keys.length; i++)
      if (counts(i)) hash = (Math.imul(hash, 0x01000193) ^ (group.keys[i] as number)) | 0;
    const set = sets.get(hash);
    if (set) set.push(group);
    else sets.set(hash, [group]);
  }
  return [...sets.values()].filter((set) => set.length > 1);
}

/** The distinct values of a set of groups at a place, with their lines. */
function valuesAt(groups: Group[], place: number, lines: readonly Evidence[]): Value[] {
  return groups.map((group) => {
    let count = 0;
    for (const m of group.members) count += (lines[m] as Evidence).count;
    const known = group.keys[place] !== 0;
    const text = (lines[group.members[0] as number] as Evidence).texts[place] as string;
    return { text: known ? text : undefined, count };
  });
}

/** Groups with equal keys become one. */
function unite(groups: Group[]): Group[] {
  const byKeys = new Map<string, Group>();
  for (const group of groups) {
    const key = group.keys.join();
    const same = byKeys.get(key);
    if (same) same.members.push(...group.members);
    else byKeys.set(key, group);
  }
  return [...byKeys.values()];
}
