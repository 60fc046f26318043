import type { Anomaly } from "../model/anomaly.ts";

/** An anomaly as it is kept: what the API shows, and what grouping needs. */
export interface Tracked extends Anomaly {
  /** `stream#episode` of the engine's episodes that belong to it. */
  episodes: string[];
  /** When the last finding was, by the engine's clock. */
  lastFinding: number;
  /** When it was told last, by the same clock; undefined: never. */
  told?: number;
}
