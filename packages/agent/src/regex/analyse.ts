import { type Node, overlaps } from "./node.ts";

/** Traits of an expression that decide how to run it. */
export interface Traits {
  /** Letters are compared without regard to case: nowhere, everywhere, or in parts. */
  fold: "no" | "all" | "part";
  /** Some character or class is beyond ASCII, or a Unicode property. */
  unicode: boolean;
  /** JavaScript would give other captures: a group inside a repeated one, or a repetition of nothing. */
  ownMeaning: boolean;
  /** A repetition inside a repetition that may match the same text in many ways. */
  catastrophic: boolean;
  /** It may match nothing, or looks at what stands beside: V8 then also tries between the halves of a pair. */
  empty: boolean;
  /** Repetitions without an end, which may make backtracking quadratic on long lines. */
  loops: number;
}

export function analyse(node: Node): Traits {
  const seen = { fold: false, sharp: false };
  const traits: Traits = {
    fold: "no",
    unicode: false,
    ownMeaning: false,
    catastrophic: false,
    empty: nullable(node),
    loops: 0,
  };
  visit(node, (child) => {
    if (child.type === "set") {
      if (child.js && /\\[pP]|\\u\{/.test(child.js)) traits.unicode = true;
      const exact = child.ranges.length === 2 && child.ranges[0] === child.ranges[1];
      if (exact && (child.ranges[0] as number) > 0x7f) traits.unicode = true;
      if (child.ranges.some((code) => code > 0x7f && code !== 0x10ffff && code < 0x10ffff))
        traits.unicode = true;
      if (child.fold) seen.fold = true;
      else if (cased(child.ranges)) seen.sharp = true;
    }
    if (child.type === "assert" && child.kind !== "text-start" && child.kind !== "text-end")
      traits.empty = true;
    if (child.type === "assert" && (child.kind === "word" || child.kind === "not-word")) seen.sharp = true;
    if (child.type !== "repeat") return;
    if (child.max === Number.POSITIVE_INFINITY) traits.loops++;
    if (child.item.type !== "set" && (nullable(child.item) || (child.max > 1 && capturesInside(child.item))))
      traits.ownMeaning = true;
    if (child.max > 1 && child.item.type === "assert") traits.ownMeaning = true;
    if (child.max > 8 && ambiguous(child.item)) traits.catastrophic = true;
  });
  if (seen.fold) traits.fold = seen.sharp ? "part" : "all";
  return traits;
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  if (node.type === "cat" || node.type === "alt") for (const item of node.items) visit(item, see);
  if (node.type === "group" || node.type === "repeat") visit(node.item, see);
}

/** Whether the set has letters, so that the flag i would change it. */
const cased = (ranges: readonly number[]) => overlaps(ranges, [0x41, 0x5a, 0x61, 0x7a, 0x80, 0x10ffff]);

export function nullable(node: Node): boolean {
  switch (node.type) {
    case "set":
      return false;
    case "empty":
    case "assert":
      return true;
    case "cat":
      return node.items.every(nullable);
    case "alt":
      return node.items.some(nullable);
    case "group":
      return nullable(node.item);
    case "repeat":
      return node.min === 0 || nullable(node.item);
  }
}

/** A capture below the outermost group: JavaScript forgets it at each turn, RE2 does not. */
function capturesInside(node: Node): boolean {
  let inner = 0;
  visit(node, (child) => {
    if (child.type === "group" && child.capture !== undefined) inner++;
  });
  const outer = node.type === "group" && node.capture !== undefined ? 1 : 0;
  return inner > outer;
}

const everything = [0, 0x10ffff];

/** Every character a node may match. */
function characters(node: Node): number[] {
  const found: number[] = [];
  visit(node, (child) => {
    if (child.type === "set") found.push(...(child.js ? everything : child.ranges));
  });
  return found;
}

/**
 * Whether a repeated node can divide the same text in many ways: a loop in it with nothing beside it that
 * the loop could not match too, or branches that may begin alike.
 */
function ambiguous(node: Node): boolean {
  if (node.type === "group") return ambiguous(node.item);
  if (node.type === "alt") return node.items.some(ambiguous) || alike(node.items);
  if (node.type === "repeat") return node.max > 8 || ambiguous(node.item);
  if (node.type !== "cat") return false;
  return node.items.some((item, i) => {
    const loop = item.type === "group" ? item.item : item;
    if (loop.type !== "repeat" || loop.max <= 8) return ambiguous(item);
    const looped = characters(loop.item);
    const others = node.items.filter((other, j) => j !== i && !nullable(other));
    return others.every((other) => overlaps(looped, characters(other)));
  });
}

function alike(items: readonly Node[]): boolean {
  const loops = (node: Node): boolean => {
    let found = false;
    visit(node, (child) => {
      if (child.type === "repeat" && child.max > 8) found = true;
    });
    return found;
  };
  return items.some((a, i) =>
    items.some((b, j) => {
      if (j <= i || !overlaps(characters(a), characters(b))) return false;
      return loops(a) || loops(b) || JSON.stringify(a) === JSON.stringify(b);
    }),
  );
}
