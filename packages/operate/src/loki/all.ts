import type { LogLine, LokiClient } from "./client.ts";

/** As many as Loki hands out at once (`max_entries_limit_per_query`). */
const page = 5000;

/** Every line of a query from a time on (milliseconds since 1970) until now, page by page, each once. */
export async function* allLines(loki: LokiClient, query: string, from: number): AsyncGenerator<LogLine> {
  let start = from;
  let before = new Set<string>();
  for (;;) {
    const lines = await loki.lines(query, { from: start, limit: page });
    const fresh = lines.filter((line) => !before.has(keyOf(line)));
    yield* fresh;
    if (lines.length < page || fresh.length === 0) return;
    // the next page begins with the millisecond this one ends with
    const last = lines.at(-1) as LogLine;
    start = Number(last.timestamp / 1_000_000n);
    before = new Set(lines.filter(({ timestamp }) => Number(timestamp / 1_000_000n) >= start).map(keyOf));
  }
}

const keyOf = (entry: LogLine) => `${entry.timestamp} ${JSON.stringify(entry.labels)} ${entry.line}`;
