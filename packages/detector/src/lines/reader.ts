import type { LineReader } from "../core/detect/reader.ts";
import type { DetectSettings } from "../core/detect/settings.ts";
import type { Millis, Mined, ParsedLine } from "../core/event.ts";
import { Miner } from "../core/mine/miner.ts";
import type { MinerState } from "../core/mine/state.ts";
import type { HeadedLine } from "../core/parse/headed-line.ts";
import type { Header } from "../core/parse/header.ts";
import { StreamParser } from "../core/parse/parser.ts";
import { KnownHeaders } from "./known-headers.ts";
import { LineBytes } from "./line-bytes.ts";

/** One stream: what it learned, and what is remembered of that for speed (`known` is in no snapshot). */
interface StreamReader {
  parser: StreamParser;
  known: KnownHeaders;
}

const noVariables: readonly string[] = [];

/** Parser and miner as the engine's reader: a parser per stream, one miner for all streams. */
export function openReader(
  settings: Pick<DetectSettings, "maxPatterns" | "maxLineBytes">,
  zoneMinutes = 0,
): LineReader {
  const options = { maxPatterns: settings.maxPatterns, maxLineBytes: settings.maxLineBytes };
  const line = new LineBytes(settings.maxLineBytes);
  const known = new KnownLine();
  const mined = {
    event: "skipped" as Mined["event"],
    reason: "no words",
    pattern: 0,
    variables: noVariables,
  };
  let miner = new Miner(options);
  let streams = new Map<string, StreamReader>();
  let lastName: string | undefined;
  let last: StreamReader | undefined;

  const newStream = (parser: StreamParser) => ({ parser, known: new KnownHeaders(zoneMinutes) });

  const streamOf = (name: string): StreamReader => {
    if (name === lastName && last) return last;
    last = streams.get(name);
    if (!last) {
      last = newStream(new StreamParser(zoneMinutes));
      streams.set(name, last);
    }
    lastName = name;
    return last;
  };

  return {
    parse(name, text, arrival) {
      const stream = streamOf(name);
      const { parser } = stream;
      const { header } = parser;
      line.take(text);
      let parsed: KnownLine | HeadedLine;
      const at = parser.settled ? stream.known.find(line.bytes, 0, line.length, arrival) : -1;
      if (at >= 0) {
        parser.pass(text, arrival);
        known.set(parser, header, text, at, stream.known.time, arrival);
        parsed = known;
      } else {
        parsed = parser.parse(text, arrival);
        if (parser.header === header) stream.known.remember(parsed, text, line.bytes, 0, arrival);
      }
      if (parser.header !== header) stream.known.clear();
      parsed.hash = line.hash();
      return parsed;
    },
    mine(_name, parsed, time): Mined {
      const from = parsed.at ?? -1;
      // A message that is not the line's end was taken out of JSON or the like.
      if (from < 0) line.take(parsed.message);
      const start = from < 0 ? 0 : line.offset(from);
      const skipped = miner.observe(line.bytes, start, line.end(start), time) < 0;
      mined.event = skipped ? "skipped" : miner.event;
      mined.pattern = miner.pattern?.id ?? 0;
      return mined;
    },
    variables: () => miner.variableCount(),
    variable: (i) => miner.variable(i, line.bytes),
    variableBytes: (i) => miner.variableBytes(i),
    number: (i) => miner.variableNumber(i, line.bytes),
    template(id) {
      const pattern = miner.resolve(id);
      return pattern ? miner.template(pattern) : "";
    },
    current: (id) => miner.resolve(id)?.id ?? id,
    classes: { StreamParser: { make: () => new StreamParser(zoneMinutes) } },
    save: () => ({
      streams: new Map([...streams].map(([name, { parser }]) => [name, parser])),
      miner: miner.snapshot(),
    }),
    load(state) {
      const kept = state as { streams: Map<string, StreamParser>; miner: MinerState };
      streams = new Map([...kept.streams].map(([name, parser]) => [name, newStream(parser)]));
      miner = Miner.restore(kept.miner, options);
      lastName = undefined;
    },
  };
}

/** A line whose header was seen before; level and component are read when somebody asks, which is seldom. */
class KnownLine implements ParsedLine {
  time: Millis | undefined;
  at = 0;
  hash = 0;
  private text = "";
  private now: Millis = 0;
  private parser: StreamParser | undefined;
  private header: Header | undefined;
  private parsed: HeadedLine | undefined;

  set(
    parser: StreamParser,
    header: Header,
    text: string,
    at: number,
    time: Millis | undefined,
    now: Millis,
  ): void {
    this.parser = parser;
    this.header = header;
    this.text = text;
    this.at = at;
    this.time = time;
    this.now = now;
    this.parsed = undefined;
  }

  get level(): ParsedLine["level"] {
    return this.whole.level;
  }

  get component(): string | undefined {
    return this.whole.component;
  }

  get message(): string {
    return this.text.slice(this.at);
  }

  private get whole(): HeadedLine {
    this.parsed ??= (this.parser as StreamParser).read(this.text, this.header as Header, this.now);
    return this.parsed;
  }
}
