import type { Millis, Mined } from "../event.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { cluster } from "./cluster.ts";
import { Frame } from "./frame.ts";
import { current, type Leaf, type Pattern, setVaries, templateOf, widen } from "./pattern.ts";
import { mergePatterns, refineFrame } from "./refine.ts";
import { Kind, Scanner } from "./scan.ts";
import { Shared } from "./shared.ts";
import { addValue, emptySlot } from "./slot.ts";
import { leafState, type MinerState, patternState } from "./state.ts";
import { SignatureTable } from "./table.ts";
import { Values } from "./values.ts";

export interface MinerOptions {
  /** Patterns kept in memory; of more, one not seen for long is evicted and counted. */
  maxPatterns?: number;
  /** Signatures kept in memory: twice the patterns if not given. */
  maxLeaves?: number;
  /** Bytes of a line that are looked at. */
  maxLineBytes?: number;
  /** Lines between two rounds of full refinement. */
  refineEvery?: number;
  /** Told of a signature that leaves the memory, and the pattern its lines had. */
  onEvict?: (leaf: number, pattern: Pattern) => void;
}

/** Stands for a pattern that was merged away, where only that counts. */
const merged = { id: 0 } as Pattern;
merged.into = merged;

/** Patterns of one structure that are compared whenever one is new; of more, those with the same first words. */
const compared = 96;
/** How often a structure that changed is refined from its signatures, in lines, and how far apart two are. */
const usualRefineEvery = 8192;
const refineGap = 64;
/** The first lines of a pattern whose values are all looked at; later, of as many lines, one. */
const sampledWhole = 32;
/** How many candidates for eviction are compared. */
const evictionSample = 16;

/**
 * Online template mining: bytes of lines and their times in, one event a line out. No input or output, no
 * clock, and bounded memory: what is left out is counted.
 */
export class Miner {
  /** Live patterns by id. */
  readonly patterns: Map<number, Pattern> = new Map();
  /** Pattern merged away → the one that took its lines. */
  readonly redirects: Map<number, number> = new Map();
  readonly skipped: Record<string, number> = {};
  lines = 0;
  /** Lines that were longer than `maxLineBytes`. */
  cut = 0;
  evictedPatterns = 0;
  evictedLeaves = 0;
  /** What the line last observed was. */
  event: Mined["event"] = "skipped";

  private readonly scanner = new Scanner();
  private readonly values = new Values(this.scanner);
  private readonly shared = new Shared();
  private readonly table = new SignatureTable();
  /** Free places are undefined; `free` lists them. */
  private readonly leaves: (Leaf | undefined)[] = [];
  private readonly free: number[] = [];
  private readonly frames: Map<string, Frame<Pattern>> = new Map();
  /** Structures to refine in this round, and those for the next. */
  private readonly queue: Frame<Pattern>[] = [];
  private readonly changed: Frame<Pattern>[] = [];
  private nextId = 1;
  private nextLeaf = 0;
  private workAt: number;
  private patternHand = 0;
  private leafHand = 0;
  private readonly ring: Pattern[] = [];
  private readonly scratch: Uint8Array;
  private readonly encoder = new TextEncoder();
  private readonly maxPatterns: number;
  private readonly maxLeaves: number;
  private readonly maxLineBytes: number;
  private readonly refineEvery: number;
  private readonly onEvict: MinerOptions["onEvict"];

  constructor(options: MinerOptions = {}) {
    this.maxPatterns = options.maxPatterns ?? 100_000;
    this.maxLeaves = options.maxLeaves ?? 2 * this.maxPatterns;
    this.maxLineBytes = options.maxLineBytes ?? 16_384;
    this.refineEvery = options.refineEvery ?? usualRefineEvery;
    this.workAt = this.refineEvery;
    this.onEvict = options.onEvict;
    this.scratch = new Uint8Array(this.maxLineBytes);
  }

  /**
   * Learns one line.
   * @param line text or UTF-8 bytes; what exceeds `maxLineBytes` is cut off and counted
   * @param time milliseconds since 1970, the line's own or the caller's clock
   */
  mine(line: string | Uint8Array, time: Millis): Mined {
    let bytes = this.scratch;
    let length = line.length;
    if (typeof line === "string") {
      const { read, written } = this.encoder.encodeInto(line, bytes);
      if (read < line.length) this.cut++;
      length = written;
    } else bytes = line;
    const leaf = this.observe(bytes, 0, length, time);
    if (leaf < 0) return { event: "skipped", reason: "no words", pattern: 0, variables: [] };
    const { id } = this.pattern as Pattern;
    return { event: this.event, pattern: id, variables: this.variables(bytes) };
  }

  /**
   * The same without a result object, for whoever has many lines: takes the bytes from `from` to `to` and
   * gives the number of the line's signature, or -1 for a line without words. `event`, `pattern` and
   * `variables(bytes)` say more until the next line is taken.
   */
  observe(bytes: Uint8Array, from: number, to: number, time: Millis): number {
    const { scanner } = this;
    const line = ++this.lines;
    if (line === this.workAt) this.work();
    let end = to;
    if (to - from > this.maxLineBytes) {
      end = from + this.maxLineBytes;
      this.cut++;
    }
    scanner.scan(bytes, from, end);
    if (scanner.words === 0) {
      this.event = "skipped";
      this.skipped["no words"] = (this.skipped["no words"] ?? 0) + 1;
      this.last = undefined;
      return -1;
    }
    const found = this.table.get(scanner.low, scanner.high);
    const leaf = found < 0 ? this.learn(bytes, from, end, time) : (this.leaves[found] as Leaf);
    if (found >= 0) this.event = "matched";
    this.last = leaf;
    leaf.count++;
    leaf.seen = line;
    if (leaf.pattern.into) leaf.pattern = current(leaf.pattern);
    const { pattern } = leaf;
    pattern.seen = line;
    pattern.last = time;
    if (++pattern.count >= pattern.sampleAt) this.sample(leaf, bytes);
    const { mixed } = leaf;
    for (let i = 0; i < mixed.length; i += 3)
      if (scanner.exact[mixed[i] as number] !== mixed[i + 1]) {
        setVaries(pattern, mixed[i + 2] as number);
        mixed.splice(i, 3);
        i -= 3;
      }
    return leaf.id;
  }

  private last: Leaf | undefined;

  /** The pattern of the line last observed; none if it was skipped. */
  get pattern(): Pattern | undefined {
    return this.last?.pattern;
  }

  /** The values at the variable places of the line last observed, in order. */
  variables(bytes: Uint8Array): string[] {
    return this.last ? this.values.of(this.last, bytes) : [];
  }

  /** The same one by one, for whoever needs few of them: how many there are, */
  variableCount(): number {
    return this.last ? this.values.placesOf(this.last).at.length : 0;
  }

  /** one as text, */
  variable(i: number, bytes: Uint8Array): string {
    return this.last ? this.values.textAt(this.last, this.placeOf(i), bytes) : "";
  }

  /** how many bytes it has, */
  variableBytes(i: number): number {
    return this.last ? this.values.lengthAt(this.last, this.placeOf(i)) : 0;
  }

  /** and the number it starts with, if it is one (`12`, `-1.5`, `12ms`). */
  variableNumber(i: number, bytes: Uint8Array): number | undefined {
    return this.last ? this.values.numberAt(this.last, this.placeOf(i), bytes) : undefined;
  }

  private placeOf(i: number): number {
    return this.values.placesOf(this.last as Leaf).at[i] as number;
  }

  template(pattern: Pattern): string {
    return templateOf(pattern);
  }

  /** The live pattern that has the lines of the pattern that once had this id; none if it was evicted. */
  resolve(id: number): Pattern | undefined {
    let at = id;
    for (let next = this.redirects.get(at); next !== undefined; next = this.redirects.get(at)) at = next;
    return this.patterns.get(at);
  }

  /** Every signature in memory with its pattern's id. */
  *leafPatterns(): Iterable<[leaf: number, pattern: number]> {
    for (const leaf of this.leaves) if (leaf) yield [leaf.id, current(leaf.pattern).id];
  }

  /** Refines every structure that changed, as the end of the input does. */
  refine(): void {
    for (const frame of this.queue.splice(0)) refineFrame(frame, this.changes);
    for (const frame of this.changed.splice(0)) refineFrame(frame, this.changes);
  }

  /** All that the miner knows, to go on from with `Miner.restore`; later lines do not change it. */
  snapshot(): MinerState {
    const numbers = new Map([...this.frames.values()].map((frame, i) => [frame, i]));
    const places = new Map<Leaf, number>();
    this.leaves.forEach((leaf, place) => {
      if (leaf) places.set(leaf, place);
    });
    return {
      lines: this.lines,
      cut: this.cut,
      skipped: { ...this.skipped },
      evictedPatterns: this.evictedPatterns,
      evictedLeaves: this.evictedLeaves,
      nextId: this.nextId,
      nextLeaf: this.nextLeaf,
      workAt: this.workAt,
      patternHand: this.patternHand,
      leafHand: this.leafHand,
      leaves: Array.from(this.leaves, (leaf) => (leaf ? leafState(leaf) : null)),
      free: this.free.slice(),
      frames: [...this.frames.values()].map(({ gaps, patterns, fresh, dirty }) => ({
        gaps,
        patterns: [...patterns].map((p) => p.id),
        fresh,
        dirty,
      })),
      patterns: [...this.patterns.values()].map((pattern) =>
        patternState(
          pattern,
          numbers.get(pattern.frame) as number,
          pattern.leaves.map((leaf) => places.get(leaf) as number),
        ),
      ),
      ring: this.ring.map((pattern) => (pattern.into ? 0 : pattern.id)),
      queue: this.queue.map((frame) => numbers.get(frame) as number),
      changed: this.changed.map((frame) => numbers.get(frame) as number),
      redirects: [...this.redirects],
    };
  }

  /** A miner that goes on exactly where another one was, with the same options. */
  static restore(state: MinerState, options: MinerOptions = {}): Miner {
    const miner = new Miner(options);
    const { lines, cut, evictedPatterns, evictedLeaves, nextId, nextLeaf, workAt, patternHand, leafHand } =
      state;
    Object.assign(miner, { lines, cut, evictedPatterns, evictedLeaves });
    Object.assign(miner, { nextId, nextLeaf, workAt, patternHand, leafHand });
    Object.assign(miner.skipped, state.skipped);
    for (const [place, leaf] of state.leaves.entries()) {
      if (!leaf) miner.leaves[place] = undefined;
      else {
        miner.leaves[place] = { ...leaf, mixed: leaf.mixed.slice(), pattern: merged, at: 0 };
        miner.table.add(leaf.low, leaf.high, place);
      }
    }
    miner.free.push(...state.free);
    const frames = state.frames.map(({ gaps, fresh, dirty }) => {
      const frame = new Frame<Pattern>(gaps);
      frame.fresh = fresh;
      frame.dirty = dirty;
      miner.frames.set(gaps.join("\u0001"), frame);
      return frame;
    });
    for (const kept of state.patterns) {
      const { frame, leaves, ...rest } = structuredClone(kept);
      const pattern: Pattern = {
        ...rest,
        frame: frames[frame] as Frame<Pattern>,
        into: undefined,
        leaves: [],
      };
      pattern.slots = Array.from(pattern.slots, (slot) => slot ?? undefined);
      for (const place of leaves) {
        const leaf = miner.leaves[place] as Leaf;
        leaf.pattern = pattern;
        leaf.at = pattern.leaves.push(leaf) - 1;
      }
      miner.patterns.set(pattern.id, pattern);
    }
    for (const [i, { patterns }] of state.frames.entries())
      for (const id of patterns) (frames[i] as Frame<Pattern>).add(miner.patterns.get(id) as Pattern);
    for (const id of state.ring) miner.ring.push(miner.patterns.get(id) ?? merged);
    for (const i of state.changed) miner.changed.push(frames[i] as Frame<Pattern>);
    for (const i of state.queue) miner.queue.push(frames[i] as Frame<Pattern>);
    for (const [from, into] of state.redirects) miner.redirects.set(from, into);
    return miner;
  }

  /** Looks at a line's values: all of a pattern's first lines, then ever fewer, at least one of 64. */
  private sample(leaf: Leaf, bytes: Uint8Array): void {
    const { pattern } = leaf;
    pattern.sampleAt = pattern.count + Math.max(1, Math.min(64, Math.floor(pattern.count / sampledWhole)));
    if (pattern.count === 1) return;
    const { length } = pattern.keys;
    // With all of its places at once the list needs no room to grow.
    if (pattern.slots.length < length) pattern.slots = Array.from({ length }, (_, i) => pattern.slots[i]);
    for (let i = 0; i < length; i++)
      if (pattern.keys[i] === 0 || pattern.varies[i]) {
        let slot = pattern.slots[i];
        if (!slot) {
          slot = emptySlot();
          pattern.slots[i] = slot;
          addValue(slot, pattern.texts[i] as string);
        }
        addValue(slot, this.values.textAt(leaf, i, bytes));
      }
  }

  /** Takes a line whose signature is new. */
  private learn(bytes: Uint8Array, from: number, to: number, time: Millis): Leaf {
    const line = cellsOf(bytes, from, to, this.scanner);
    const key = line.gaps.join("\u0001");
    let frame = this.frames.get(key);
    if (!frame) {
      frame = new Frame<Pattern>(line.gaps);
      this.frames.set(key, frame);
    }
    if (!frame.dirty) {
      frame.dirty = true;
      this.changed.push(frame);
    }
    const newest = this.nextId;
    const leaf = this.addLeaf(line);
    const known = frame.find(leaf.keys);
    const before = known && templateOf(known);
    if (known) {
      widen(known, leaf);
      leaf.at = known.leaves.push(leaf) - 1;
      leaf.pattern = known;
    } else {
      this.changes.create(frame, leaf, time);
      this.compare(frame, leaf);
    }
    const pattern = current(leaf.pattern);
    if (pattern.id >= newest) this.event = "created";
    else this.event = pattern === known && templateOf(known) === before ? "matched" : "changed";
    if (this.patterns.size > this.maxPatterns) this.evictPattern(pattern);
    return leaf;
  }

  /** Compares a new pattern with those of its structure; what belongs together is merged. */
  private compare(frame: Frame<Pattern>, leaf: Leaf): void {
    const near = frame.near(leaf.keys, compared);
    if (++frame.fresh * 16 < near.length) return;
    frame.fresh = 0;
    for (const group of cluster(frame.gaps, near))
      if (group.members.length > 1)
        mergePatterns(
          frame,
          group.members.map((m) => near[m] as Pattern),
          group.keys,
          this.changes,
        );
  }

  private addLeaf(line: Cells): Leaf {
    const { scanner, table, leaves } = this;
    if (table.size >= this.maxLeaves) this.evictLeaf();
    const leaf: Leaf = {
      id: this.nextLeaf++,
      low: scanner.low,
      high: scanner.high,
      pattern: undefined as unknown as Pattern,
      keys: line.cells.map((c) => c.key),
      texts: line.cells.map((c) => this.shared.text(c.text)),
      shapes: this.shared.list(line.cells.map((c) => c.shape)),
      kinds: this.shared.list(line.cells.map((c) => c.kind)),
      spans: this.shared.list(line.cells.flatMap((c) => [c.from, c.to])),
      mixed: mixedWords(line, scanner),
      count: 0,
      at: 0,
      seen: this.lines,
    };
    const place = this.free.pop() ?? leaves.length;
    leaves[place] = leaf;
    table.add(leaf.low, leaf.high, place);
    return leaf;
  }

  /** What refinement may do to the patterns; ids and redirects are kept here. */
  private readonly changes = {
    create: (frame: Frame<Pattern>, leaf: Leaf, time: Millis): Pattern => {
      const pattern: Pattern = {
        id: this.nextId++,
        frame,
        keys: leaf.keys,
        texts: leaf.texts,
        shapes: leaf.shapes,
        kinds: leaf.kinds,
        varies: this.shared.list(leaf.keys.map(() => false)),
        count: 0,
        first: time,
        last: time,
        slots: [],
        sampleAt: 1,
        into: undefined,
        leaves: [leaf],
        seen: this.lines,
      };
      leaf.pattern = pattern;
      leaf.at = 0;
      this.patterns.set(pattern.id, pattern);
      this.ring.push(pattern);
      frame.add(pattern);
      return pattern;
    },
    redirect: (from: Pattern, into: Pattern): void => {
      this.patterns.delete(from.id);
      this.redirects.set(from.id, into.id);
      if (this.redirects.size > 4 * this.maxPatterns)
        this.redirects.delete(this.redirects.keys().next().value as number);
    },
  };

  /** Full refinement in small steps: one structure every some lines. */
  private work(): void {
    if (this.queue.length === 0) this.queue.push(...this.changed.splice(0));
    const frame = this.queue.pop();
    if (frame) refineFrame(frame, this.changes);
    this.workAt =
      this.lines + (this.queue.length > 0 ? Math.min(refineGap, this.refineEvery) : this.refineEvery);
  }

  /** Of some patterns in turn, the one not seen for longest goes; `keep` stays. */
  private evictPattern(keep: Pattern): void {
    const { ring } = this;
    let victim = -1;
    for (let n = 0; n < evictionSample && ring.length > 1; ) {
      if (this.patternHand >= ring.length) this.patternHand = 0;
      const pattern = ring[this.patternHand] as Pattern;
      if (pattern.into) {
        this.swapRemove(this.patternHand);
        if (victim >= ring.length) victim = -1;
        continue;
      }
      if (pattern !== keep && (victim < 0 || pattern.seen < (ring[victim] as Pattern).seen))
        victim = this.patternHand;
      this.patternHand++;
      n++;
    }
    if (victim < 0) return;
    const pattern = ring[victim] as Pattern;
    this.swapRemove(victim);
    this.patterns.delete(pattern.id);
    pattern.frame.delete(pattern);
    if (pattern.frame.patterns.size === 0) {
      this.frames.delete(pattern.frame.gaps.join("\u0001"));
      for (const list of [this.queue, this.changed]) {
        const waiting = list.indexOf(pattern.frame);
        if (waiting >= 0) list.splice(waiting, 1);
      }
    }
    for (const leaf of pattern.leaves) this.dropLeaf(leaf);
    pattern.leaves = [];
    this.evictedPatterns++;
  }

  private swapRemove(at: number): void {
    const last = this.ring.pop() as Pattern;
    if (at < this.ring.length) this.ring[at] = last;
  }

  private evictLeaf(): void {
    const { leaves } = this;
    let victim: Leaf | undefined;
    for (let n = 0; n < evictionSample; n++) {
      if (++this.leafHand >= leaves.length) this.leafHand = 0;
      const leaf = leaves[this.leafHand];
      if (leaf && (!victim || leaf.seen < victim.seen)) victim = leaf;
    }
    if (!victim) return;
    const list = current(victim.pattern).leaves;
    const last = list.pop() as Leaf;
    if (last !== victim) {
      list[victim.at] = last;
      last.at = victim.at;
    }
    this.dropLeaf(victim);
    this.evictedLeaves++;
  }

  private dropLeaf(leaf: Leaf): void {
    const place = this.table.get(leaf.low, leaf.high);
    this.table.delete(leaf.low, leaf.high);
    this.leaves[place] = undefined;
    this.free.push(place);
    this.onEvict?.(leaf.id, current(leaf.pattern));
  }
}

const none: number[] = [];

/** Of each word with letters and digits: its number, the hash of its bytes, its place. */
function mixedWords(line: Cells, scanner: Scanner): number[] {
  const mixed: number[] = [];
  line.cells.forEach((cell, place) => {
    if (cell.kind === Kind.mixed && cell.key !== 0)
      for (let w = cell.from; w < cell.to; w++) mixed.push(w, scanner.exact[w] as number, place);
  });
  // Most lines have none; a copy has room for what is in it, one that grew for more.
  return mixed.length === 0 ? none : mixed.slice();
}
