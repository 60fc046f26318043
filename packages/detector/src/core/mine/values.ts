import { numberIn, numberOf } from "./number.ts";
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
  private buffer: Buffer = Buffer.alloc(0);
  private bufferFor: Uint8Array = this.buffer;

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
    // Only of ASCII are the units of the text the bytes.
    if (!isAscii(bytes, from, to)) return decoder.decode(bytes.subarray(from, to));
    const text = this.bufferOf(bytes).toString("latin1", from, to);
    this.texts[slot] = text;
    return text;
  }

  /** The bytes as a Buffer, which gives text several times faster than a TextDecoder does. */
  private bufferOf(bytes: Uint8Array): Buffer {
    if (bytes !== this.bufferFor) {
      this.bufferFor = bytes;
      this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.buffer;
  }

  /** How many bytes stand there. */
  lengthAt(leaf: Leaf, place: number): number {
    const { starts, ends } = this.scanner;
    const first = leaf.spans[2 * place] as number;
    const end = leaf.spans[2 * place + 1] as number;
    return first === end ? 0 : (ends[end - 1] as number) - (starts[first] as number);
  }

  /** The number that it starts with, as `numberOf` has it; without a text where it is a plain one. */
  numberAt(leaf: Leaf, place: number, bytes: Uint8Array): number | undefined {
    const first = leaf.spans[2 * place] as number;
    const end = leaf.spans[2 * place + 1] as number;
    if (first === end) return undefined;
    const number = numberIn(
      bytes,
      this.scanner.starts[first] as number,
      this.scanner.ends[end - 1] as number,
    );
    return number === "unsure" ? numberOf(this.textAt(leaf, place, bytes)) : number;
  }

  placesOf(leaf: Leaf): Places {
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

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  let all = 0;
  for (let i = from; i < to; i++) all |= bytes[i] as number;
  return all < 0x80;
}

function equal(text: string, bytes: Uint8Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let i = from; i < to; i++) if (text.charCodeAt(i - from) !== bytes[i]) return false;
  return true;
}
