import type { LokiClient } from "../loki/client.ts";

/** How far back lines are counted; a longer look costs Loki more than the comparison is worth. */
export const countedHours = 24;

/** Lines that Loki has of each host within the day before a moment (milliseconds since 1970). */
export async function linesByHost(loki: LokiClient, at: number): Promise<Record<string, number>> {
  const found = await loki.values(`sum by (host) (count_over_time({tenant=~".+"}[${countedHours}h]))`, {
    at,
  });
  return Object.fromEntries(
    found
      .map(({ labels, value }) => [labels.host ?? "", value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
