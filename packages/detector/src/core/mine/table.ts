/** Signature (64 bits) → number ≥ 0; open addressing in typed arrays, because a line's look-up is the hot path. */
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
    const at = this.find(low, high);
    return (this.values[at] as number) - 1;
  }

  /** Adds a signature that is not there yet. */
  add(low: number, high: number, value: number): void {
    if (this.size * 2 >= this.values.length) this.grow();
    this.put(this.find(low, high), low, high, value);
    this.size++;
  }

  /** Removes a signature; those behind it move up, so that no marks of removed ones are needed. */
  delete(low: number, high: number): void {
    let hole = this.find(low, high);
    if (this.values[hole] === 0) return;
    this.size--;
    for (let i = (hole + 1) & this.mask; this.values[i] !== 0; i = (i + 1) & this.mask) {
      const home = this.home(this.lows[i] as number, this.highs[i] as number);
      if (((i - home) & this.mask) < ((i - hole) & this.mask)) continue;
      this.put(hole, this.lows[i] as number, this.highs[i] as number, (this.values[i] as number) - 1);
      hole = i;
    }
    this.values[hole] = 0;
  }

  private home(low: number, high: number): number {
    return (low ^ (high >>> 7)) & this.mask;
  }

  private find(low: number, high: number): number {
    let i = this.home(low, high);
    while (this.values[i] !== 0 && (this.lows[i] !== low || this.highs[i] !== high)) i = (i + 1) & this.mask;
    return i;
  }

  private put(at: number, low: number, high: number, value: number): void {
    this.lows[at] = low;
    this.highs[at] = high;
    this.values[at] = value + 1;
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
