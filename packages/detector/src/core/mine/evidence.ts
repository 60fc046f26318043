/** A value at a place where lines differ, and how many lines have it. `undefined`: known to be a variable there. */
export interface Value {
  text: string | undefined;
  count: number;
}

/**
 * Whether the values at a place are those of a variable: judged by their look, their number, what stands
 * before them and how much else the lines have in common.
 */
export function variableAt(
  place: number,
  gaps: readonly string[],
  keys: Int32Array,
  values: readonly Value[],
): boolean {
  let constants = 0;
  for (let i = 0; i < keys.length; i++) if (i !== place && keys[i] !== 0) constants++;
  let typed = 0;
  for (const v of values) if (v.text === undefined || looksLikeValue(v.text)) typed++;
  const before = gaps[place] as string;
  if (constants === 0) return false;
  if (values.every((v) => v.text !== undefined && units.has(v.text))) return true;
  if (before.endsWith("::")) return false;
  if (place === 0)
    return typed === values.length ? values.length >= 5 : values.length >= (constants < 3 ? 20 : 8);
  if (typed === values.length) return true;
  if (typed > 0 && constants > 1) return true;
  const need = constants === 1 ? 6 : 4;
  return values.length >= need;
}

const units = new Set(
  "B K M G T KB MB GB TB kB KiB MiB GiB TiB kb mb gb s ms us ns sec secs m min h Hz kHz MHz GHz".split(" "),
);
export const isUnit = (text: string) => units.has(text);

/** Digits, dots, slashes, dashes between letters: no word of a sentence. */
export function looksLikeValue(text: string): boolean {
  return /[0-9]/.test(text) || /[A-Za-z0-9][./@\\_-][A-Za-z0-9]/.test(text);
}
