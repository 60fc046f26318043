import { ProblemError } from "@logstead/base";
import { loadText } from "@logstead/inventory";
import { stringify } from "yaml";
import { namesIn, type Path, placesOf, valueAt, withValue } from "./change.ts";
import { differences, type Effects, effectsOf } from "./effects.ts";
import type { Leaf } from "./leaves.ts";
import { type Base, bases } from "./sites.ts";
import { otherValues } from "./values.ts";

/** The first effect of another value on any of the sites, or nothing. */
export function effectOf(leaf: Leaf): string | undefined {
  for (const base of bases)
    for (const [path, value] of changes(base, leaf)) {
      const effects = effectsWith(base, withValue(base.data, path, value));
      const [effect] = effects ? differences(base.effects, effects) : [];
      if (effect) return `${base.name}: ${path.join(".")}: ${JSON.stringify(value)} changes ${effect}`;
    }
  return undefined;
}

/** What follows from other data; nothing where it is not valid, also for what only rendering finds out. */
function effectsWith({ file }: Base, data: unknown): Effects | undefined {
  const loaded = loadText(stringify(data), file);
  try {
    return loaded.ok ? effectsOf(loaded.site) : undefined;
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

function* changes(base: Base, leaf: Leaf): Generator<[Path, unknown]> {
  const names = namesIn(base.data);
  for (const path of placesOf(base.data, leaf.steps).slice(0, 3))
    for (const schema of leaf.schemas)
      for (const value of otherValues(schema, valueAt(base.data, path), names)) yield [path, value];
}

/**
 * Sets leaves of a site to other values, as many at once as are valid together: where nothing changes, none of
 * them has an effect. Says which could be set, and what changed.
 */
export function effectTogether(base: Base, leaves: Leaf[]): { set: Leaf[]; effects: string[] } {
  const found = leaves.flatMap((leaf) => {
    const [first] = changes(base, leaf);
    return first ? [{ leaf, first }] : [];
  });
  const data = found.reduce(
    (all, { first: [path, value] }) => withValue(all, path, value),
    base.data as unknown,
  );
  const effects = effectsWith(base, data);
  if (effects) return { set: found.map(({ leaf }) => leaf), effects: differences(base.effects, effects) };
  const [only] = found;
  if (found.length > 1) {
    const half = found.length >> 1;
    const halves = [found.slice(0, half), found.slice(half)].map((part) =>
      effectTogether(
        base,
        part.map(({ leaf }) => leaf),
      ),
    );
    return { set: halves.flatMap(({ set }) => set), effects: halves.flatMap((one) => one.effects) };
  }
  if (only)
    for (const [path, value] of changes(base, only.leaf)) {
      const alone = effectsWith(base, withValue(base.data, path, value));
      if (alone) return { set: [only.leaf], effects: differences(base.effects, alone) };
    }
  return { set: [], effects: [] };
}
