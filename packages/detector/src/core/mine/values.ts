import { isVariable, type Leaf } from "./pattern.ts";
import type { Scanner } from "./scan.ts";

const decoder = new TextDecoder();

/** Direct-mapped caches, one entry a slot: sizes are powers of two, and memory is bounded by them. */
const leafSlots = 1024;
const textSlots = 8192;
/** Longer values seldom come again. */
const longestKept = 64;

/** The variable places of a signature, as long as its pattern's lists are the same ones. */
interface Places {
  leaf: Leaf;
  keys: readonly number[];
  texts: readonly string[];
  varies: readonly boolean[];
  at: number[];
}

/**
 * Values of variables as text. Most were seen a moment ago: which places vary is remembered by signature,
 * and texts by their bytes' hash, so that a value that comes again costs a comparison and no new string.
 */
export class Values {
  private readonly places: (Places | undefined)[] = new Array(leafSlots).fill(undefined);
  private readonly texts: string[] = new Array(textSlots).fill("");
  private readonly scanner: Scanner;

  constructor(scanner: Scanner) {
    this.scanner = scanner;
  }

  /** The values at the variable places of the line last scanned, in order. */
  of(leaf: Leaf, bytes: Uint8Array): string[] {
    const { at } = this.placesOf(leaf);
    const values: string[] = new Array(at.length);
    for (let i = 0; i < at.length; i++) values[i] = this.textAt(leaf, at[i] as number, bytes);
    return values;
  }

  /** What stands at one place of the line last scanned. */
  textAt(leaf: Leaf, place: number, bytes: Uint8Array): string {
    const { starts, ends, exact } = this.scanner;
    const first = leaf.spans[2 * place] as number;
    const end = leaf.spans[2 * place + 1] as number;
    if (first === end) return "";
    const from = starts[first] as number;
    const to = ends[end - 1] as number;
    if (to - from > longestKept) return decoder.decode(bytes.subarray(from, to));
    const hash = (exact[first] as number) ^ Math.imul(exact[end - 1] as number, 0x85ebca6b);
    const slot = (hash ^ (hash >>> 15) ^ (to - from)) & (textSlots - 1);
    const kept = this.texts[slot] as string;
    if (equal(kept, bytes, from, to)) return kept;
    const text = decoder.decode(bytes.subarray(from, to));
    // Only of ASCII are the units of the text the bytes.
    if (text.length === to - from) this.texts[slot] = text;
    return text;
  }

  private placesOf(leaf: Leaf): Places {
    const { pattern } = leaf;
    const { keys, texts, varies } = pattern;
    const slot = leaf.id & (leafSlots - 1);
    const kept = this.places[slot];
    if (kept?.leaf === leaf && kept.keys === keys && kept.texts === texts && kept.varies === varies)
      return kept;
    const at: number[] = [];
    for (let i = 0; i < leaf.keys.length; i++) if (isVariable(pattern, i)) at.push(i);
    const places = { leaf, keys, texts, varies, at };
    this.places[slot] = places;
    return places;
  }
}

function equal(text: string, bytes: Uint8Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let i = from; i < to; i++) if (text.charCodeAt(i - from) !== bytes[i]) return false;
  return true;
}
