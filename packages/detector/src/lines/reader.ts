import type { LineReader } from "../core/detect/reader.ts";
import type { DetectSettings } from "../core/detect/settings.ts";
import type { Mined } from "../core/event.ts";
import { Miner } from "../core/mine/miner.ts";
import type { MinerState } from "../core/mine/state.ts";
import { type Header, noHeader } from "../core/parse/header.ts";
import { StreamParser } from "../core/parse/parser.ts";
import { type KnownHeaders, newKnownHeaders, parseKnown, remember } from "./known-headers.ts";

interface StreamReader {
  parser: StreamParser;
  header: Header;
  known: KnownHeaders;
}

const noVariables: readonly string[] = [];

/** Parser and miner as the engine's reader: a parser per stream, one miner for all streams. */
export function openReader(
  settings: Pick<DetectSettings, "maxPatterns" | "maxLineBytes">,
  zoneMinutes = 0,
): LineReader {
  const options = { maxPatterns: settings.maxPatterns, maxLineBytes: settings.maxLineBytes };
  const bytes = Buffer.alloc(settings.maxLineBytes);
  let miner = new Miner(options);
  let streams = new Map<string, StreamReader>();
  let lastName: string | undefined;
  let last: StreamReader | undefined;

  const streamOf = (name: string): StreamReader => {
    if (name === lastName && last) return last;
    last = streams.get(name);
    if (!last) {
      last = { parser: new StreamParser(zoneMinutes), header: noHeader, known: newKnownHeaders() };
      streams.set(name, last);
    }
    lastName = name;
    return last;
  };

  return {
    parse(name, line, arrival) {
      const stream = streamOf(name);
      const known = stream.parser.settled ? parseKnown(stream.known, line) : undefined;
      if (known) return known;
      const parsed = stream.parser.parse(line, arrival);
      // Another header: what was remembered was of the old one.
      if (stream.parser.header !== stream.header) {
        stream.header = stream.parser.header;
        stream.known = newKnownHeaders();
      }
      remember(stream.known, line, parsed, stream.header);
      return parsed;
    },
    mine(_name, parsed, time): Mined {
      const written = bytes.write(parsed.message);
      if (miner.observe(bytes, 0, written, time) < 0)
        return { event: "skipped", reason: "no words", pattern: 0, variables: noVariables };
      return { event: miner.event, pattern: miner.pattern?.id ?? 0, variables: noVariables };
    },
    variables: () => miner.variables(bytes),
    template(id) {
      const pattern = miner.resolve(id);
      return pattern ? miner.template(pattern) : "";
    },
    current: (id) => miner.resolve(id)?.id ?? id,
    classes: { StreamParser: { make: () => new StreamParser(zoneMinutes) } },
    save: () => ({ streams, miner: miner.snapshot() }),
    load(state) {
      const kept = state as { streams: Map<string, StreamReader>; miner: MinerState };
      streams = kept.streams;
      miner = Miner.restore(kept.miner, options);
      lastName = undefined;
    },
  };
}
