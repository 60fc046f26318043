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
  keys: readonly number[],
  values: readonly Value[],
): boolean {
  let constants = 0;
  for (let i = 0; i < keys.length; i++) if (i !== place && keys[i] !== 0) constants++;
  if (constants === 0) return false;
  if (values.every((v) => v.text !== undefined && units.has(v.text))) return true;
  // `Class::method`: the names of places in a program are few, however many they are.
  if ((gaps[place] as string).endsWith("::")) return false;
  let strong = 0;
  let some = 0;
  for (const v of values)
    if (v.text === undefined || looksLikeValue(v.text)) strong++;
    else if (looksLikeName(v.text)) some++;
  const n = values.length;
  // What starts a message is its subject more often than a value.
  if (place === 0) {
    if (constants >= 8) return n >= 4;
    return n >= (strong === n ? 5 : constants < 3 ? 20 : 8);
  }
  if (strong === n || (strong > 0 && constants > 1)) return true;
  if (strong + some === n && n >= (constants >= 8 ? 2 : 3)) return true;
  return n >= (constants === 1 ? 6 : 4);
}

const units = new Set(
  "B K M G T KB MB GB TB kB KiB MiB GiB TiB kb mb gb s ms us ns sec secs m min h Hz kHz MHz GHz".split(" "),
);
export const isUnit = (text: string) => units.has(text);

/** A number of some length, a path, an address: never a word of a sentence. */
export function looksLikeValue(text: string): boolean {
  return /[0-9].*[0-9].*[0-9]/.test(text) || /[A-Za-z0-9][/@\\][A-Za-z0-9]/.test(text);
}

/** `eth0`, `org.example.Thing`, `some-host`: a name, which may as well be a constant. */
export function looksLikeName(text: string): boolean {
  return /[0-9]/.test(text) || /[A-Za-z0-9][._-][A-Za-z0-9]/.test(text);
}
