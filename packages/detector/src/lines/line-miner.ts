import type { Millis } from "../core/event.ts";
import { Miner, type MinerOptions } from "../core/mine/miner.ts";
import type { Format } from "../core/parse/formats.ts";
import { type Header, noHeader } from "../core/parse/header.ts";
import { StreamParser } from "../core/parse/parser.ts";
import { KnownHeaders } from "./known-headers.ts";
import { LineSplitter } from "./splitter.ts";

export interface LineMinerOptions extends MinerOptions {
  /** The lines are messages: no header is looked for. */
  message?: boolean;
  /** Known formats of lines, beside what headers tell by themselves. */
  formats?: readonly Format[];
  /** Told of every line in order, with the number of its signature or -1. */
  onLine?: (leaf: number) => void;
}

/** Lines that are held back until the header is known. */
const firstLines = 1000;
/** Bytes of a line that may be evidence of a header. */
const evidence = 600;

/** Bytes of streams in, patterns out: splits lines, finds each stream's header and mines the messages. */
export class LineMiner {
  readonly miner: Miner;
  header: Header = noHeader;
  private parser: StreamParser | undefined;
  private readonly known = new KnownHeaders(0);
  private held: Uint8Array[] = [];
  private chunk: Uint8Array = new Uint8Array(0);
  private text: Buffer = Buffer.alloc(0);
  private splitter: LineSplitter;
  private now: Millis = 0;
  private readonly message: boolean;
  private readonly formats: readonly Format[];
  private readonly onLine: (leaf: number) => void;

  constructor(options: LineMinerOptions = {}) {
    const maxLineBytes = options.maxLineBytes ?? 16_384;
    this.miner = new Miner({ ...options, maxLineBytes });
    this.message = options.message ?? false;
    this.formats = options.formats ?? [];
    this.onLine = options.onLine ?? (() => {});
    this.splitter = new LineSplitter(maxLineBytes + 1, (bytes, from, to) => this.take(bytes, from, to));
  }

  /** @param now the clock, in milliseconds */
  push(chunk: Uint8Array, now: Millis): void {
    this.now = now;
    this.splitter.push(chunk);
  }

  /** One stream ended; the next one may have another header. */
  endStream(): void {
    this.splitter.end();
    this.settle();
    this.parser = undefined;
  }

  private take(bytes: Uint8Array, from: number, to: number): void {
    if (this.message) this.onLine(this.miner.observe(bytes, from, to, this.now));
    else if (this.parser) this.parse(this.parser, bytes, from, to);
    else {
      this.held.push(bytes.slice(from, to));
      if (this.held.length === firstLines) this.settle();
    }
  }

  /** The header is found by the lines that were held back, and they are mined. */
  private settle(): void {
    if (this.parser || this.message) return;
    const parser = new StreamParser(0, this.formats);
    this.parser = parser;
    this.known.clear();
    parser.learn(
      this.held.map((line) => this.latin1(line, 0, line.length)),
      this.now,
    );
    const held = this.held;
    this.held = [];
    for (const line of held) this.parse(parser, line, 0, line.length);
  }

  private parse(parser: StreamParser, bytes: Uint8Array, from: number, to: number): void {
    const { header } = parser;
    const at = this.known.find(bytes, from, to, this.now);
    if (at >= 0) {
      parser.pass(this.latin1(bytes, from, Math.min(to, from + evidence)), this.now);
      if (parser.header !== header) this.known.clear();
      this.onLine(this.miner.observe(bytes, from + at, to, this.known.time ?? this.now));
      return;
    }
    // Latin-1 keeps the places of bytes; whoever needs characters decodes the message.
    const text = this.latin1(bytes, from, to);
    const line = parser.parse(text, this.now);
    if (parser.header === header) this.known.remember(line, text, bytes, from, this.now);
    else this.known.clear();
    this.header = parser.header;
    const time = line.time ?? this.now;
    if (line.at >= 0) this.onLine(this.miner.observe(bytes, from + line.at, to, time));
    else {
      const message = Buffer.from(line.message, "latin1");
      this.onLine(this.miner.observe(message, 0, message.length, time));
    }
  }

  private latin1(bytes: Uint8Array, from: number, to: number): string {
    if (bytes !== this.chunk) {
      this.chunk = bytes;
      this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.text.toString("latin1", from, to);
  }
}
