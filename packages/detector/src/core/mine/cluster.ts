import { type Value, variableAt } from "./evidence.ts";

/** What clustering needs of a leaf (lines with one signature). */
export interface Evidence {
  /** One key a place; 0 is a variable. */
  keys: Int32Array;
  texts: readonly string[];
  count: number;
}

export interface Group {
  keys: Int32Array;
  /** Indexes into the evidence. */
  members: number[];
}

/**
 * Divides lines of one frame (same structure, same number of places) into patterns. Two groups that differ in one place only become
 * one if their values there look like values of a variable; that is repeated until nothing changes.
 * The result depends on the set of lines, not on their order.
 */
export function cluster(gaps: readonly string[], lines: readonly Evidence[]): Group[] {
  let groups = unite(lines.map((line, i) => ({ keys: line.keys.slice(), members: [i] })));
  const places = gaps.length - 1;
  for (let again = true; again && groups.length > 1; ) {
    again = false;
    for (let place = 0; place < places; place++) {
      let merged = false;
      for (const near of sameBut(groups, place)) {
        if (!variableAt(place, gaps, near[0]?.keys as Int32Array, valuesAt(near, place, lines))) continue;
        for (const group of near) group.keys[place] = 0;
        merged = true;
      }
      if (merged) {
        groups = unite(groups);
        again = true;
      }
    }
  }
  return groups;
}

/** Sets of groups that are equal but for one place. */
function sameBut(groups: Group[], place: number): Group[][] {
  const sets = new Map<number, Group[]>();
  for (const group of groups) {
    let hash = 17;
    for (let i = 0; i < group.keys.length; i++)
      if (i !== place) hash = (Math.imul(hash, 0x01000193) ^ (group.keys[i] as number)) | 0;
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
    return {
      text: known ? ((lines[group.members[0] as number] as Evidence).texts[place] as string) : undefined,
      count,
    };
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
