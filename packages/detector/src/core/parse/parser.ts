import { detectFormat, type Format, parseFormat } from "./formats.ts";
import type { HeadedLine } from "./headed-line.ts";
import { detectHeader, detectMixed, type Header, noHeader, tighter } from "./header.ts";
import { parseLine } from "./line.ts";
import type { TimeContext } from "./time.ts";

/** Lines after which the header of a new stream is looked for, again and again while it is young. */
const lastLook = 512;
const looks = [1, 8, 32, 128, lastLook];
/** A power of two: of so many lines, as many without the header mean that the stream changed. */
const window = 256;
const misfits = 64;

export interface ParserState {
  header: Header;
  /** The lines by which a header is looked for. */
  recent: string[];
  seen: number;
  misfit: number;
  lookAt: number;
}

/**
 * Parses the lines of one stream: finds its header by evidence over the first lines and looks again when
 * lines stop fitting. Causal: a line is judged by what came before it, and by itself.
 */
export class StreamParser {
  header: Header = noHeader;
  private recent: string[] = [];
  private seen = 0;
  private misfit = 0;
  private lookAt = 0;
  private readonly formats: readonly Format[];
  private readonly zoneMinutes: number;

  /**
   * @param zoneMinutes minutes east of UTC of times that name no zone
   * @param formats known formats, for streams in which the columns tell of no header
   */
  constructor(zoneMinutes = 0, formats: readonly Format[] = []) {
    this.zoneMinutes = zoneMinutes;
    this.formats = formats;
  }

  /** Gives the parser lines to judge by, before the first is parsed. */
  learn(lines: readonly string[], now: number): void {
    this.recent = lines.slice(-window).map(short);
    this.seen = Math.max(lines.length, lastLook);
    this.header = this.detect(lines, this.context(now));
  }

  /** Whether the header was looked for as often as in any new stream; before that every line is evidence. */
  get settled(): boolean {
    return this.seen >= lastLook;
  }

  /** @param now the clock, for times that name no year */
  parse(text: string, now: number): HeadedLine {
    this.begin(text, now);
    const line = this.read(text, this.header, now);
    this.end(line.fits, now);
    return line;
  }

  /** The same for a line that fits and whose header is known already: it is evidence as any other. */
  pass(text: string, now: number): void {
    this.begin(text, now);
    this.end(true, now);
  }

  /** Divides a line by a header, without learning. */
  read(text: string, header: Header, now: number): HeadedLine {
    const context = this.context(now);
    const { format } = header;
    const known = format === undefined ? undefined : this.formats.find((f) => f.name === format);
    return known
      ? (parseFormat(text, known, context) ?? { ...parseLine(text, noHeader, context), fits: false })
      : parseLine(text, header, context);
  }

  private begin(text: string, now: number): void {
    this.seen++;
    if (this.recent.length < window) this.recent.push(short(text));
    else this.recent[this.seen & (window - 1)] = short(text);
    if (this.seen <= lastLook && looks.includes(this.seen))
      this.header = this.detect(this.recent, this.context(now));
  }

  private end(fits: boolean, now: number): void {
    if (!fits) this.misfit++;
    if ((this.seen & (window - 1)) !== 0) return;
    // A header that fits everything, because there is none, is looked for ever less often.
    const blind = (this.header.kind === "none" || this.header.kind === "mixed") && this.seen >= this.lookAt;
    if (blind) this.lookAt = Math.min(2 * this.seen, this.seen + 65_536);
    if (blind || this.misfit >= misfits) this.header = this.detect(this.recent, this.context(now));
    this.misfit = 0;
  }

  /** All that the parser knows, as plain data. */
  snapshot(): ParserState {
    const { header, seen, misfit, lookAt } = this;
    return { header, recent: this.recent.slice(), seen, misfit, lookAt };
  }

  /** A parser that goes on exactly where another one was. */
  static restore(state: ParserState, zoneMinutes = 0, formats: readonly Format[] = []): StreamParser {
    const parser = new StreamParser(zoneMinutes, formats);
    return Object.assign(parser, { ...state, recent: state.recent.slice() });
  }

  private detect(lines: readonly string[], context: TimeContext): Header {
    const own = detectFormat(
      lines,
      this.formats.filter((f) => f.first),
    );
    if (own) return { ...noHeader, kind: "format", format: own.name };
    const header = detectHeader(lines, context);
    if (header.kind === "columns") return tighter(header, detectMixed(lines, context));
    if (header.kind !== "none") return header;
    const format = detectFormat(lines, this.formats);
    return format ? { ...noHeader, kind: "format", format: format.name } : detectMixed(lines, context);
  }

  private context(now: number): TimeContext {
    return { now, zoneMinutes: this.zoneMinutes };
  }
}

/** Headers are short, and long lines are not worth keeping. */
const short = (text: string) => (text.length > 600 ? text.slice(0, 600) : text);
