import type { LineReader } from "../core/detect/reader.ts";
import type { DetectSettings } from "../core/detect/settings.ts";
import { Miner } from "../core/mine/miner.ts";
import type { MinerState } from "../core/mine/state.ts";
import { StreamParser } from "../core/parse/parser.ts";

/** Parser and miner as the engine's reader: a parser per stream, one miner for all streams. */
export function openReader(
  settings: Pick<DetectSettings, "maxPatterns" | "maxLineBytes">,
  zoneMinutes = 0,
): LineReader {
  const { maxPatterns, maxLineBytes } = settings;
  const options = { maxPatterns, maxLineBytes };
  let miner = new Miner(options);
  let parsers = new Map<string, StreamParser>();
  let lastName: string | undefined;
  let last: StreamParser | undefined;

  return {
    parse(stream, line, arrival) {
      if (stream !== lastName || !last) {
        last = parsers.get(stream);
        if (!last) {
          last = new StreamParser(zoneMinutes);
          parsers.set(stream, last);
        }
        lastName = stream;
      }
      return last.parse(line, arrival);
    },
    mine: (_stream, parsed, time) => miner.mine(parsed.message, time),
    template(id) {
      const pattern = miner.resolve(id);
      return pattern ? miner.template(pattern) : "";
    },
    current: (id) => miner.resolve(id)?.id ?? id,
    classes: { StreamParser: { make: () => new StreamParser(zoneMinutes) } },
    save: () => ({ parsers, miner: miner.snapshot() }),
    load(state) {
      const kept = state as { parsers: Map<string, StreamParser>; miner: MinerState };
      parsers = kept.parsers;
      miner = Miner.restore(kept.miner, options);
      lastName = undefined;
    },
  };
}
