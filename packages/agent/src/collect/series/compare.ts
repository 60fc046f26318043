import type { PredictedStreams } from "./predict.ts";

export interface Comparison {
  /** Predicted and present, with the number of streams. */
  matching: { predicted: PredictedStreams; found: number }[];
  /** Predicted, but Loki has none. */
  missing: PredictedStreams[];
  /** In Loki, but nothing predicts it. */
  unexpected: Record<string, string>[];
}

/** Labels that Loki adds by itself (`discover_service_name`). */
const lokisOwn = new Set(["service_name", "__stream_shard__"]);

/**
 * Compares what is predicted with the series of a Loki. A series belongs to the prediction that agrees in
 * every label; labels whose values lines bring may be absent.
 */
export function compareStreams(
  predicted: readonly PredictedStreams[],
  series: readonly Record<string, string>[],
): Comparison {
  const found = new Map<PredictedStreams, number>(predicted.map((streams) => [streams, 0]));
  const unexpected: Record<string, string>[] = [];
  for (const labels of series) {
    const owner = predicted.find((streams) => belongs(labels, streams.labels));
    if (owner) found.set(owner, (found.get(owner) ?? 0) + 1);
    else unexpected.push(labels);
  }
  return {
    matching: [...found].flatMap(([one, count]) => (count > 0 ? [{ predicted: one, found: count }] : [])),
    missing: [...found].flatMap(([one, count]) => (count === 0 ? [one] : [])),
    unexpected,
  };
}

const isDynamic = (value: string) => value.startsWith("<");

function belongs(labels: Record<string, string>, predicted: Record<string, string>): boolean {
  for (const [name, value] of Object.entries(labels)) {
    if (lokisOwn.has(name)) continue;
    const want = predicted[name];
    if (want === undefined || (!isDynamic(want) && want !== value)) return false;
  }
  return Object.entries(predicted).every(([name, want]) => isDynamic(want) || labels[name] === want);
}
