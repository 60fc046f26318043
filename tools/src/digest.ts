import { createHash, type Hash } from "node:crypto";
import { createReadStream, type Dirent, readdirSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** What a file was when its hash was taken; as long as this is the same, the hash is not taken again. */
export interface FileRecord {
  sha256: string;
  size: number;
  mtimeMs: number;
  ino: number;
}

export async function fileHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

export async function recordOf(path: string): Promise<FileRecord> {
  return { sha256: await fileHash(path), ...fast(path) };
}

function fast(path: string): Omit<FileRecord, "sha256"> {
  const { size, mtimeMs, ino } = statSync(path);
  return { size, mtimeMs, ino };
}

export function sameFast(path: string, record: FileRecord): boolean {
  try {
    const now = fast(path);
    return now.size === record.size && now.mtimeMs === record.mtimeMs && now.ino === record.ino;
  } catch {
    return false;
  }
}

/** Python writes these while it runs; they count for the size only. */
const unhashed = new Set(["__pycache__"]);

/** One hash and the size over a whole folder: names, links and contents, in a fixed order; without `content` the size only. */
export async function treeDigest(
  root: string,
  except: Set<string> = new Set(),
  content = true,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const walk = async (folder: string, hashed: boolean): Promise<void> => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (except.has(path)) continue;
      if (entry.isDirectory()) await walk(path, hashed && !unhashed.has(entry.name));
      else bytes += await add(hashed ? hash : undefined, root, path, entry);
    }
  };
  await walk("", content);
  return { sha256: hash.digest("hex"), bytes };
}

async function add(hash: Hash | undefined, root: string, path: string, entry: Dirent) {
  if (entry.isSymbolicLink()) {
    hash?.update(`${path}\0-> ${readlinkSync(join(root, path))}\0`);
    return 0;
  }
  if (!entry.isFile()) return 0;
  if (hash) hash.update(`${path}\0${await fileHash(join(root, path))}\0`);
  return statSync(join(root, path)).size;
}
