const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Divides chunks of bytes into lines. A line is handed out without its end; of one that is longer than
 * `maxBytes` only the start is kept, whatever its length.
 */
export class LineSplitter {
  private readonly maxBytes: number;
  private readonly onLine: (bytes: Uint8Array, from: number, to: number) => void;
  private rest: Uint8Array;
  private length = 0;
  private open = false;

  /** @param maxBytes one more than what is looked at, so that a cut line can be told from a whole one */
  constructor(maxBytes: number, onLine: (bytes: Uint8Array, from: number, to: number) => void) {
    this.maxBytes = maxBytes;
    this.onLine = onLine;
    this.rest = new Uint8Array(maxBytes);
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    for (let to = chunk.indexOf(newline); to >= 0; to = chunk.indexOf(newline, from)) {
      if (this.open) {
        this.keep(chunk, from, to);
        this.flush();
      } else this.line(chunk, from, to);
      from = to + 1;
    }
    if (from < chunk.length) this.keep(chunk, from, chunk.length);
  }

  /** The input ended: what has no line end is a line too. */
  end(): void {
    if (this.open) this.flush();
  }

  private keep(chunk: Uint8Array, from: number, to: number): void {
    const part = chunk.subarray(from, Math.min(to, from + this.maxBytes - this.length));
    this.rest.set(part, this.length);
    this.length += part.length;
    this.open = true;
  }

  private flush(): void {
    this.open = false;
    const { length } = this;
    this.length = 0;
    this.line(this.rest, 0, length);
  }

  private line(bytes: Uint8Array, from: number, to: number): void {
    this.onLine(bytes, from, to > from && bytes[to - 1] === carriageReturn ? to - 1 : to);
  }
}
