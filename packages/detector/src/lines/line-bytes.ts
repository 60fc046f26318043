const encoder = new TextEncoder();

/** The bytes of one line of text at a time, in one buffer that is used again and again. */
export class LineBytes {
  readonly bytes: Uint8Array;
  /** Bytes of the line; as many as units of text if it is ASCII. */
  length = 0;
  private text = "";
  private readonly words: Int32Array;
  private readonly most: number;

  /** @param most units of text of the longest line, and bytes of its message that are looked at */
  constructor(most: number) {
    const buffer = new ArrayBuffer((3 * most + 11) & ~7);
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.most = most;
  }

  take(text: string): void {
    this.text = text;
    this.length = encoder.encodeInto(text, this.bytes).written;
  }

  /** Where a unit of the text is in the bytes. */
  offset(unit: number): number {
    if (this.length === this.text.length) return unit;
    return Buffer.byteLength(this.text.slice(0, unit));
  }

  /** The end of what is looked at from `start`: a whole character. */
  end(start: number): number {
    if (this.length - start <= this.most) return this.length;
    let end = start + this.most;
    while (((this.bytes[end] as number) & 0xc0) === 0x80) end--;
    return end;
  }

  /** 32 bits of the line's bytes, eight bytes a step in two lanes: every line is hashed whole. */
  hash(): number {
    const { words, length } = this;
    const last = (length + 3) >> 2;
    for (let i = length; (i & 7) !== 0 || i === length; i++) this.bytes[i] = 0;
    let a = 0x811c9dc5 ^ length;
    let b = 0x2545f491;
    for (let i = 0; i < last; i += 2) {
      // A product carries upwards only: what differs in the upper bits has to come down.
      a = Math.imul(a ^ (words[i] as number), 0x01000193);
      a ^= a >>> 15;
      b = Math.imul(b ^ (words[i + 1] as number), 0x85ebca6b);
      b ^= b >>> 13;
    }
    const h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  }
}
