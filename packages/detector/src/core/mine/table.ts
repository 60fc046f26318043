/** Signature (64 bits) → small number; open addressing in typed arrays, because a line's look-up is the hot path. */
export class SignatureTable {
  size = 0;
  private mask: number;
  private lows: Int32Array;
  private highs: Int32Array;
  /** Value + 1; 0 is free. */
  private values: Int32Array;

  constructor(capacity = 1024) {
    this.mask = capacity - 1;
    this.lows = new Int32Array(capacity);
    this.highs = new Int32Array(capacity);
    this.values = new Int32Array(capacity);
  }

  /** The value, or -1. */
  get(low: number, high: number): number {
    let i = (low ^ high) & this.mask;
    while (this.values[i] !== 0) {
      if (this.lows[i] === low && this.highs[i] === high) return (this.values[i] as number) - 1;
      i = (i + 1) & this.mask;
    }
    return -1;
  }

  /** Adds a signature that is not there yet. */
  add(low: number, high: number, value: number): void {
    if (this.size * 2 >= this.values.length) this.grow();
    let i = (low ^ high) & this.mask;
    while (this.values[i] !== 0) i = (i + 1) & this.mask;
    this.lows[i] = low;
    this.highs[i] = high;
    this.values[i] = value + 1;
    this.size++;
  }

  private grow(): void {
    const { lows, highs, values } = this;
    const capacity = values.length * 2;
    this.mask = capacity - 1;
    this.lows = new Int32Array(capacity);
    this.highs = new Int32Array(capacity);
    this.values = new Int32Array(capacity);
    this.size = 0;
    for (let i = 0; i < values.length; i++)
      if (values[i] !== 0) this.add(lows[i] as number, highs[i] as number, (values[i] as number) - 1);
  }
}
