import { milliseconds } from "../core/detect/settings.ts";
import { type LokiReader, readLoki } from "../sources/loki/reader.ts";
import type { Queue } from "../sources/queue.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { SteadyClock } from "./clock.ts";
import { secretValue } from "./load.ts";
import type { Log } from "./log.ts";
import type { ServiceSettings } from "./settings.ts";

/** A reader for each selector of the settings, from where the last run had got to. */
export function lokiSources(
  settings: ServiceSettings,
  { queue, clock, log, held }: { queue: Queue; clock: SteadyClock; log: Log; held: Checkpoint | undefined },
): Map<string, LokiReader> {
  const source = settings.sources.loki;
  if (!source) return new Map();
  const address = {
    url: source.url,
    tenant: source.tenant,
    token: source.token === undefined ? undefined : secretValue(source.token, settings),
    certificate: source.certificate,
    key: source.key,
  };
  return new Map(
    source.selectors.map((selector) => [
      selector,
      readLoki({
        address,
        selector,
        queue,
        now: () => clock.now(),
        lookback: milliseconds(source.lookback),
        lateWindow: milliseconds(source.lateWindow),
        position: held?.positions.loki[selector],
        log: (message) => log("warn", "Loki", { message }),
      }),
    ]),
  );
}
