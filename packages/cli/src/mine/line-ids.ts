import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Numbers of one block: 1 M lines, 4 MB. */
const blockSize = 1 << 20;
/** Blocks kept in memory; older ones wait in a temporary file. */
const keptBlocks = 16;

/** One number a line, in order, in bounded memory. */
export class LineIds {
  private block = new Int32Array(blockSize);
  private used = 0;
  private readonly kept: Int32Array[] = [];
  private spooled = 0;
  private file: { fd: number; folder: string } | undefined;

  add(id: number): void {
    if (this.used === blockSize) {
      this.kept.push(this.block);
      if (this.kept.length > keptBlocks) this.spool(this.kept.shift() as Int32Array);
      this.block = new Int32Array(blockSize);
      this.used = 0;
    }
    this.block[this.used++] = id;
  }

  *blocks(): Iterable<Int32Array> {
    for (let i = 0; i < this.spooled; i++) {
      const block = new Int32Array(blockSize);
      readSync(this.file?.fd as number, block, 0, blockSize * 4, i * blockSize * 4);
      yield block;
    }
    yield* this.kept;
    yield this.block.subarray(0, this.used);
  }

  close(): void {
    if (!this.file) return;
    closeSync(this.file.fd);
    rmSync(this.file.folder, { recursive: true, force: true });
    this.file = undefined;
  }

  private spool(block: Int32Array): void {
    if (!this.file) {
      const folder = mkdtempSync(join(tmpdir(), "logstead-mine-"));
      this.file = { fd: openSync(join(folder, "ids"), "w+", 0o600), folder };
    }
    writeSync(this.file.fd, block, 0, blockSize * 4, this.spooled * blockSize * 4);
    this.spooled++;
  }
}
