import { collectorOf, type Entry, interpreter } from "@logstead/agent";
import type { Site } from "@logstead/inventory";
import type { ProbeLine } from "./plan.ts";

export interface Expected {
  labels: Record<string, string>;
  /** The line as it must be found, with what is hidden in it. */
  line: string;
}

/**
 * What a probe line must be in Loki: the same stages that were rendered for the collector, run here on the line
 * and the labels that its source gives. Undefined where the stages drop it.
 */
export function expected(site: Site, probe: ProbeLine): Expected | undefined {
  const host = site.hosts[probe.host];
  const source = host && collectorOf(site, host).sources.find(({ name }) => name === probe.source);
  // The key of keyed hashes is on the hosts only; a probe's line has nothing that would be hashed.
  const stages = interpreter(source?.stages ?? [], { salt: "not the host's" });
  const entry: Entry = {
    timestamp: BigInt(Date.now()) * 1_000_000n,
    line: probe.read,
    labels: Object.fromEntries(Object.entries(probe.labels).filter(([, value]) => value !== "")),
    metadata: {},
  };
  const [first = stages.flush()[0]] = stages.push(entry);
  return first && { labels: first.labels, line: first.line };
}
