import type { Sections } from "./types.ts";

/** A process of Loki where it runs as several on one machine, and the ports it listens on. */
export interface LokiPart {
  /** Loki's own name for it, of `-target`. */
  name: "write" | "read" | "backend";
  http: number;
  grpc: number;
  /** For memberlist. */
  gossip: number;
}

/** Loki's processes in scalable mode; none where it is one process. nginx has the API's port. */
export function lokiParts({ mode, port }: Pick<Sections["loki"], "mode" | "port">): LokiPart[] {
  if (mode === "single") return [];
  return (["write", "read", "backend"] as const).map((name, i) => ({
    name,
    http: port + 1 + i,
    grpc: 9095 + i,
    gossip: 7946 + i,
  }));
}

/** The address at which they reach each other: loopback, unless members on other machines must reach them. */
export const partsAddress = ({ ring }: Pick<Sections["loki"], "ring">, host: string): string =>
  ring.members.length > 0 ? host : "127.0.0.1";
