import { isUnknown, type Properties, same, UNKNOWN } from "./values.ts";

/** A create cannot know any output that does not merely repeat an input. */
export function previewOfCreate(inputs: Properties, state: Properties): Properties {
  return mapValues(state, (key, value) => (mirrors(inputs, state, key) ? value : UNKNOWN));
}

/**
 * An update keeps the old outputs as long as no input is unknown or differs from the state. An input
 * that is new in the state counts for nothing: so the official provider's framework has it.
 */
export function previewOfUpdate(before: Properties, inputs: Properties, state: Properties): Properties {
  const fields = new Set([...Object.keys(inputs), ...Object.keys(before)]);
  const outputs = new Set(Object.keys(state).filter((key) => !mirrors(inputs, state, key)));
  const changed = [...fields].some(
    (key) =>
      !outputs.has(key) &&
      (isUnknown(inputs[key]) || (before[key] !== undefined && !same(inputs[key], before[key]))),
  );
  return mapValues(state, (key, value) => (changed && outputs.has(key) ? UNKNOWN : value));
}

function mirrors(inputs: Properties, state: Properties, key: string): boolean {
  return key in inputs && same(inputs[key], state[key]);
}

function mapValues(
  properties: Properties,
  change: (key: string, value: Properties[string]) => Properties[string],
): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, change(key, value)]));
}
