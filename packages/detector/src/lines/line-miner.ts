import type { Millis } from "../core/event.ts";
import { Miner, type MinerOptions } from "../core/mine/miner.ts";
import type { Format } from "../core/parse/formats.ts";
import { type Header, noHeader } from "../core/parse/header.ts";
import { StreamParser } from "../core/parse/parser.ts";
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

/** Bytes of streams in, patterns out: splits lines, finds each stream's header and mines the messages. */
export class LineMiner {
  readonly miner: Miner;
  header: Header = noHeader;
  private parser: StreamParser | undefined;
  private held: Uint8Array[] = [];
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
    parser.learn(
      this.held.map((line) => latin1(line, 0, line.length)),
      this.now,
    );
    const held = this.held;
    this.held = [];
    for (const line of held) this.parse(parser, line, 0, line.length);
  }

  private parse(parser: StreamParser, bytes: Uint8Array, from: number, to: number): void {
    // Latin-1 keeps the places of bytes; whoever needs characters decodes the message.
    const line = parser.parse(latin1(bytes, from, to), this.now);
    this.header = parser.header;
    const time = line.time ?? this.now;
    if (line.at >= 0) this.onLine(this.miner.observe(bytes, from + line.at, to, time));
    else {
      const message = Buffer.from(line.message, "latin1");
      this.onLine(this.miner.observe(message, 0, message.length, time));
    }
  }
}

const latin1 = (bytes: Uint8Array, from: number, to: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
