import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import type { JournalPosition } from "../sources/journal.ts";
import type { LokiPosition } from "../sources/loki/position.ts";
import type { WindowCounts } from "./counting.ts";

/** Everything that has to be of one moment: what was learned, and up to where. */
export interface Checkpoint {
  engine: string;
  positions: {
    journal?: JournalPosition;
    /** By selector. */
    loki: Record<string, LokiPosition>;
  };
  counts: WindowCounts;
  saved: number;
}

const version = 1;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export async function pack(checkpoint: Checkpoint): Promise<Uint8Array> {
  const { engine, ...rest } = checkpoint;
  const head = `${JSON.stringify({ version, ...rest })}\n`;
  return compress(Buffer.from(head + engine), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
}

/** Throws if it is broken or of a newer version; the engine checks its own part by a checksum. */
export async function unpack(packed: Uint8Array): Promise<Checkpoint> {
  const text = (await decompress(packed)).toString("utf8");
  const end = text.indexOf("\n");
  const head = JSON.parse(text.slice(0, end)) as Omit<Checkpoint, "engine"> & { version: number };
  if (head.version > version)
    throw new Error(`the checkpoint has version ${head.version}, this program knows up to ${version}`);
  return { ...head, engine: text.slice(end + 1) };
}
