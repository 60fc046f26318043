import type { Millis, Mined } from "../event.ts";
import { type Cells, cellsOf, wildcard } from "./cells.ts";
import { cluster, type Evidence } from "./cluster.ts";
import { isVariable, type Pattern, templateOf } from "./pattern.ts";
import { Kind, Scanner } from "./scan.ts";
import { SignatureTable } from "./table.ts";

const decoder = new TextDecoder();

/** Lines with one signature. */
interface Leaf extends Evidence {
  index: number;
  pattern: Pattern;
  texts: string[];
  shapes: string[];
  kinds: Uint8Array;
  /** The words of a line that make up each place: from, to, from, to, … */
  spans: Int32Array;
  /** Of the words with letters and digits in the line first seen. */
  mixed: number;
  mixedText: string[];
  mixedVaries: boolean;
  count: number;
}

interface Frame {
  gaps: string[];
  leaves: Leaf[];
  patterns: Pattern[];
  /** How many leaves make the next refinement worth it. */
  refineAt: number;
}

export interface MinerOptions {
  maxPatterns?: number;
  maxLineBytes?: number;
}

/** Online template mining: one event a line. Pure: lines and their times in, events out. */
export class Miner {
  readonly patterns: Map<number, Pattern> = new Map();
  /** Pattern merged away → the one that took its lines. */
  readonly redirects: Map<number, number> = new Map();
  readonly skipped: Record<string, number> = {};
  lines = 0;
  /** Lines that were longer than `maxLineBytes`. */
  cut = 0;
  /** What the line last observed was. */
  event: Mined["event"] = "skipped";
  private readonly scanner = new Scanner();
  private table = new SignatureTable();
  private leaves: Leaf[] = [];
  private frames: Map<string, Frame> = new Map();
  private nextId = 1;
  private readonly scratch: Uint8Array;
  private readonly encoder = new TextEncoder();
  private readonly maxLineBytes: number;

  constructor(options: MinerOptions = {}) {
    this.maxLineBytes = options.maxLineBytes ?? 16_384;
    this.scratch = new Uint8Array(this.maxLineBytes);
  }

  /**
   * Learns one line.
   * @param line text or UTF-8 bytes; what exceeds `maxLineBytes` is cut off and counted
   * @param time milliseconds since 1970, the line's own or the caller's clock
   */
  mine(line: string | Uint8Array, time: Millis): Mined {
    let bytes = this.scratch;
    let length: number;
    if (typeof line === "string") {
      const { read, written } = this.encoder.encodeInto(line, bytes);
      if (read < line.length) this.cut++;
      length = written;
    } else {
      bytes = line;
      length = line.length;
      if (length > this.maxLineBytes) {
        this.cut++;
        length = this.maxLineBytes;
      }
    }
    const leaf = this.observe(bytes, 0, length, time);
    if (leaf < 0) return { event: "skipped", reason: "no words", pattern: 0, variables: [] };
    return {
      event: this.event,
      pattern: this.patternOf(leaf).id,
      variables: this.variables(leaf, bytes),
    };
  }

  /**
   * The same without a result object, for whoever has many lines: takes the bytes from `from` to `to` and
   * gives the number of the line's leaf, or -1 for a line without words. `event`, `patternOf(leaf)` and
   * `variables(leaf, bytes)` say more until the next line is taken.
   */
  observe(bytes: Uint8Array, from: number, to: number, time: Millis): number {
    const { scanner } = this;
    this.lines++;
    scanner.scan(bytes, from, to);
    if (scanner.words === 0) {
      this.event = "skipped";
      this.skipped["no words"] = (this.skipped["no words"] ?? 0) + 1;
      return -1;
    }
    const found = this.table.get(scanner.low, scanner.high);
    if (found < 0) return this.learn(bytes, from, to, time);
    this.event = "matched";
    const leaf = this.leaves[found] as Leaf;
    leaf.count++;
    const { pattern } = leaf;
    pattern.count++;
    pattern.last = time;
    if (scanner.mixed !== leaf.mixed && !leaf.mixedVaries) this.compareMixed(leaf, bytes, from, to);
    return found;
  }

  /** The values at the variable places of the line last observed, in order. */
  variables(leaf: number, bytes: Uint8Array): string[] {
    const { spans, pattern } = this.leaves[leaf] as Leaf;
    const { starts, ends } = this.scanner;
    const values: string[] = [];
    for (let i = 0; i < pattern.keys.length; i++) {
      if (!isVariable(pattern, i)) continue;
      const first = spans[2 * i] as number;
      const end = spans[2 * i + 1] as number;
      values.push(
        first === end ? "" : decoder.decode(bytes.subarray(starts[first] as number, ends[end - 1] as number)),
      );
    }
    return values;
  }

  patternOf(leaf: number): Pattern {
    return (this.leaves[leaf] as Leaf).pattern;
  }

  template(pattern: Pattern): string {
    return templateOf(pattern);
  }

  private learn(bytes: Uint8Array, from: number, to: number, time: number): number {
    const { scanner } = this;
    const line = cellsOf(bytes, from, to, scanner);
    const key = line.gaps.join("\u0001");
    let frame = this.frames.get(key);
    if (!frame) {
      frame = { gaps: line.gaps, leaves: [], patterns: [], refineAt: 2 };
      this.frames.set(key, frame);
    }
    const leaf = this.addLeaf(line);
    const newest = this.nextId;
    const known = frame.patterns.find((p) => matches(p, leaf));
    let pattern = known;
    const before = known && templateOf(known);
    if (pattern) widen(pattern, leaf);
    else {
      pattern = {
        id: this.nextId++,
        gaps: frame.gaps,
        keys: leaf.keys.slice(),
        texts: leaf.texts,
        shapes: leaf.shapes,
        kinds: leaf.kinds,
        varies: leaf.texts.map(() => false),
        count: 0,
        first: time,
        last: time,
      };
      this.patterns.set(pattern.id, pattern);
      frame.patterns.push(pattern);
    }
    leaf.pattern = pattern;
    pattern.count++;
    pattern.last = time;
    frame.leaves.push(leaf);
    if (frame.leaves.length >= frame.refineAt) this.refineFrame(frame);
    if (leaf.pattern.id >= newest) this.event = "created";
    else this.event = leaf.pattern === known && templateOf(known) === before ? "matched" : "changed";
    return leaf.index;
  }

  private addLeaf(line: Cells): Leaf {
    const { scanner } = this;
    const n = line.cells.length;
    const spans = new Int32Array(2 * n);
    line.cells.forEach((cell, i) => {
      spans[2 * i] = cell.from;
      spans[2 * i + 1] = cell.to;
    });
    const leaf: Leaf = {
      index: this.leaves.length,
      pattern: undefined as unknown as Pattern,
      keys: Int32Array.from(line.cells, (c) => c.key),
      texts: line.cells.map((c) => c.text),
      shapes: line.cells.map((c) => c.shape),
      kinds: Uint8Array.from(line.cells, (c) => c.kind),
      spans,
      mixed: scanner.mixed,
      mixedText: [],
      mixedVaries: false,
      count: 1,
    };
    this.leaves.push(leaf);
    this.table.add(scanner.low, scanner.high, leaf.index);
    return leaf;
  }

  private compareMixed(leaf: Leaf, bytes: Uint8Array, from: number, to: number): void {
    const line = cellsOf(bytes, from, to, this.scanner);
    let left = false;
    line.cells.forEach((cell, i) => {
      if (cell.kind !== Kind.mixed || cell.key === 0) return;
      if (cell.text !== leaf.texts[i]) leaf.pattern.varies[i] = true;
      if (!leaf.pattern.varies[i]) left = true;
    });
    if (!left) leaf.mixedVaries = true;
  }

  refine(): void {
    for (const frame of this.frames.values()) this.refineFrame(frame);
  }

  private refineFrame(frame: Frame): void {
    frame.refineAt = frame.leaves.length + Math.max(1, frame.leaves.length >> 2);
    const groups = cluster(frame.gaps, frame.leaves);
    const taken = new Set<Pattern>();
    for (const group of groups) {
      const members = group.members.map((m) => frame.leaves[m] as Leaf);
      const pattern = members
        .map((m) => m.pattern)
        .filter((p) => !taken.has(p))
        .sort((a, b) => a.id - b.id)[0];
      if (!pattern) throw new Error("split");
      taken.add(pattern);
      pattern.keys = group.keys;
      for (const m of members) {
        if (m.pattern !== pattern && this.patterns.delete(m.pattern.id)) {
          pattern.count += m.pattern.count;
          pattern.first = Math.min(pattern.first, m.pattern.first);
          pattern.last = Math.max(pattern.last, m.pattern.last);
          this.redirects.set(m.pattern.id, pattern.id);
        }
        m.pattern = pattern;
        widen(pattern, m);
      }
    }
    frame.patterns = [...taken];
  }
}

function matches(pattern: Pattern, leaf: Leaf): boolean {
  for (let i = 0; i < pattern.keys.length; i++)
    if (pattern.keys[i] !== 0 && pattern.keys[i] !== leaf.keys[i]) return false;
  return true;
}

function widen(pattern: Pattern, leaf: Leaf): void {
  for (let i = 0; i < pattern.keys.length; i++) {
    if (pattern.keys[i] === 0) {
      if (pattern.shapes[i] !== leaf.shapes[i]) pattern.shapes[i] = wildcard;
    } else if (pattern.texts[i] !== leaf.texts[i]) pattern.varies[i] = true;
  }
}
