import { packed } from "../mine/slot.ts";
import type { StreamParser } from "../parse/parser.ts";
import type { Migrations } from "../state/snapshot.ts";
import { type OpenSession, openAgain, type Sequences } from "./sequences.ts";

interface Version1 {
  engine: { streams: Map<string, { sequences: Sequences | { open: Map<string, OpenSession> } }> };
  reader: {
    streams?: Map<string, { parser: StreamParser }>;
    miner?: { patterns: { slots: ({ registers?: number[] } | undefined)[] }[] };
  };
}

/**
 * From version 1: open sessions stood in one map by group and key, a stream's reader beside what it keeps for
 * speed, registers each in a number of its own. Hashes of lines were others: those before are no replays.
 */
function fromVersion1(state: unknown): unknown {
  const { engine, reader } = state as Version1;
  for (const { sequences } of engine.streams.values()) openAgain(sequences as Sequences);
  if (!(reader.streams instanceof Map)) return state;
  for (const { slots } of reader.miner?.patterns ?? [])
    for (const slot of slots) if (slot?.registers) slot.registers = packed(slot.registers);
  const streams = new Map([...reader.streams].map(([name, { parser }]) => [name, parser]));
  return { engine, reader: { ...reader, streams } };
}

interface Version2 {
  engine: { resumed?: number; streams: Map<string, { last: number; heard?: number; late?: number }> };
}

/** From version 2: that lines of the past are a sign of life, and that everything may pause, was not known. */
function fromVersion2(state: unknown): unknown {
  const { engine } = state as Version2;
  engine.resumed = Number.NEGATIVE_INFINITY;
  for (const s of engine.streams.values()) Object.assign(s, { heard: s.last, late: 0 });
  return state;
}

/** Lifts snapshots of the engine, see `state/snapshot.ts`. */
export const migrations: Migrations = [fromVersion1, fromVersion2];
