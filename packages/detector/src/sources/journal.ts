import {
  closeSync,
  existsSync,
  fdatasync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type Form, forms } from "./push/decode.ts";

/*
 * What was accepted and is not yet part of a checkpoint, on disk: bodies as they came, in files of 32 MiB. Who
 * pushes is answered when the body is written, so that a killed process loses nothing it accepted; against a
 * power cut the file is synced each second. A record is its length and CRC-32 (little-endian, 32 bits each),
 * one byte of form, the body.
 */
const segmentBytes = 33_554_432;
const headBytes = 9;

export interface JournalPosition {
  segment: number;
  offset: number;
}

export class Journal {
  private readonly folder: string;
  private readonly maxBytes: number;
  private fd = -1;
  private segment = 0;
  private offset = 0;
  private total = 0;
  private dirty = false;
  private readonly reserve: () => number;
  private readonly syncing: NodeJS.Timeout;

  /** Why the disk could not be reached last; undefined since it could. */
  problem: string | undefined;

  /**
   * @param maxBytes beyond which `append` refuses
   * @param reserve bytes of the disk that are left to others: a store that can save makes the journal short again
   */
  constructor(folder: string, maxBytes: number, reserve: () => number = () => 0) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.reserve = reserve;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const segments = this.segments();
    for (const number of segments) this.total += statSync(this.file(number)).size;
    // The last file may end in half a record: a new one is begun.
    this.open((segments.at(-1) ?? 0) + 1);
    this.syncing = setInterval(() => this.sync(), 1000);
    this.syncing.unref();
  }

  /** Writes one body; throws (ENOSPC, or `full`) without a trace of it if it cannot be kept. */
  append(form: Form, body: Buffer): JournalPosition {
    const size = headBytes + body.length;
    if (this.total + size > this.maxBytes)
      throw Object.assign(new Error("the journal is full"), { code: "EFULL" });
    const reserve = this.reserve();
    if (reserve > 0) {
      const { bavail, bsize } = statfsSync(this.folder);
      if (bavail * bsize < reserve + size)
        throw Object.assign(new Error("the disk is full, but for what the store needs"), { code: "ENOSPC" });
    }
    if (this.offset >= segmentBytes) this.open(this.segment + 1);
    const head = Buffer.alloc(headBytes);
    head.writeUInt32LE(body.length, 0);
    head.writeUInt32LE(crc32(body), 4);
    head[8] = forms.indexOf(form);
    const start = this.offset;
    try {
      for (const part of [head, body]) this.write(part);
    } catch (error) {
      this.offset = start;
      ftruncateSync(this.fd, start);
      throw error;
    }
    this.total += size;
    this.dirty = true;
    return this.end();
  }

  end(): JournalPosition {
    return { segment: this.segment, offset: this.offset };
  }

  get bytes(): number {
    return this.total;
  }

  /** Bodies behind a position, in order; a record that is not whole ends its file. */
  *replay(from: JournalPosition | undefined): Generator<{ form: Form; body: Buffer; end: JournalPosition }> {
    for (const segment of this.segments()) {
      if (segment >= this.segment || (from && segment < from.segment)) continue;
      const bytes = readFileSync(this.file(segment));
      let at = from && segment === from.segment ? from.offset : 0;
      while (at + headBytes <= bytes.length) {
        const length = bytes.readUInt32LE(at);
        const end = at + headBytes + length;
        const form = forms[bytes[at + 8] as number];
        if (end > bytes.length || form === undefined) break;
        const body = bytes.subarray(at + headBytes, end);
        if (crc32(body) !== bytes.readUInt32LE(at + 4)) break;
        yield { form, body, end: { segment, offset: end } };
        at = end;
      }
    }
  }

  /** Removes files that a saved checkpoint made needless. */
  trim(saved: JournalPosition): void {
    for (const segment of this.segments()) {
      if (segment >= saved.segment || segment === this.segment) continue;
      this.total -= statSync(this.file(segment)).size;
      rmSync(this.file(segment));
    }
    // What is all learned can be begun anew, so that a quiet site's journal does not stay.
    if (this.offset > 0 && saved.segment === this.segment && saved.offset === this.offset)
      this.open(this.segment + 1);
  }

  close(): void {
    clearInterval(this.syncing);
    closeSync(this.fd);
    this.fd = -1;
  }

  private write(part: Buffer): void {
    for (let at = 0; at < part.length; ) {
      const written = writeSync(this.fd, part, at, part.length - at, this.offset);
      at += written;
      this.offset += written;
    }
  }

  /** Throws and leaves all as it is if there is no room for another file. */
  private open(segment: number): void {
    const fd = openSync(this.file(segment), "w", 0o600);
    if (this.fd >= 0) closeSync(this.fd);
    this.fd = fd;
    this.segment = segment;
    this.offset = 0;
  }

  private sync(): void {
    if (!this.dirty || this.fd < 0) return;
    this.dirty = false;
    fdatasync(this.fd, (error) => {
      // A file that was closed meanwhile was trimmed, or replaced by the next.
      this.problem = error && error.code !== "EBADF" ? error.message : undefined;
    });
  }

  private segments(): number[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .map((name) => Number(/^(\d{10})\.journal$/.exec(name)?.[1]))
      .filter((number) => number > 0)
      .sort((a, b) => a - b);
  }

  private file(segment: number): string {
    return join(this.folder, `${String(segment).padStart(10, "0")}.journal`);
  }
}
