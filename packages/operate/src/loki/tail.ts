import type { LogLine, LokiClient } from "./client.ts";

export interface TailOptions {
  /** How many of the last lines come first. */
  last: number;
  follow: boolean;
  signal?: AbortSignal | undefined;
}

/** As long as a line may take from its own timestamp until a query finds it. */
const lateMs = 30_000;
const everyMs = 1000;

/** The last lines of a query and, with `follow`, new ones as they come, each once; in the order of their times. */
export async function* tail(loki: LokiClient, query: string, options: TailOptions): AsyncGenerator<LogLine> {
  const first = await loki.lines(query, {
    from: Date.now() - 3_600_000,
    limit: options.last,
    direction: "backward",
  });
  yield* first.reverse();
  let seen = new Set(first.map(keyOf));
  const begin = Date.now();
  while (options.follow && !options.signal?.aborted) {
    await new Promise((next) => setTimeout(next, everyMs));
    const from = Math.max(begin - everyMs, Date.now() - lateMs);
    const now = await loki.lines(query, { from });
    for (const line of now) if (!seen.has(keyOf(line))) yield line;
    seen = new Set([...now.map(keyOf), ...[...seen].slice(-10_000)]);
  }
}

const keyOf = (entry: LogLine) => `${entry.timestamp} ${JSON.stringify(entry.labels)} ${entry.line}`;
