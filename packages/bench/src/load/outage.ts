import type { Site } from "@logstead/inventory";
import type { StreamCount } from "@logstead/lab";
import { lokiHost, mustOnHost } from "@logstead/operate/parts";
import { lokiComponent } from "@logstead/templates";
import { counted } from "./counted.ts";
import type { Placed } from "./streams.ts";

/** Lines a second of each stream around an outage. */
const rate = 50;
/** Seconds of traffic before Loki goes; twice that many after it has come back. */
const around = 10;

export interface Outage {
  counts: StreamCount[];
  /** Seconds between Loki's end and its next beginning, as its host saw it. */
  away: number;
}

/** Stops Loki for some seconds while lines are written, and counts what is lost or doubled afterwards. */
export async function lokiOutage(site: Site, hosts: Placed[], seconds: number): Promise<Outage> {
  const host = lokiHost(site);
  // on the host itself, so that a lost connection leaves no Loki that is stopped
  const { unit } = lokiComponent.program;
  const script = [
    `trap "systemctl start ${unit}" EXIT`,
    `sleep ${around}; systemctl stop ${unit}; gone=$(date +%s.%N)`,
    `sleep ${seconds}; systemctl start ${unit}; trap - EXIT; echo "$gone $(date +%s.%N)"`,
  ].join("; ");
  let away = 0;
  const { counts } = await counted(site, hosts, { lines: rate * (seconds + 3 * around), rate }, async () => {
    const [gone = 0, back = 0] = (await mustOnHost(host, "stopping Loki for a while", script))
      .trim()
      .split(" ")
      .map(Number);
    away = back - gone;
  });
  return { counts, away };
}
