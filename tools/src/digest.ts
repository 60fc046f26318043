import { createHash, type Hash } from "node:crypto";
import { closeSync, type Dirent, openSync, readdirSync, readlinkSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

/** What a file was when its hash was taken; as long as this is the same, the hash is not taken again. */
export interface FileRecord {
  sha256: string;
  size: number;
  mtimeMs: number;
  ino: number;
}

const chunk = Buffer.allocUnsafe(1 << 20);

/** Read by hand: an environment has a quarter of a million small files, and streams are ten times slower there. */
export function fileHash(path: string): string {
  const fd = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    for (let n = readSync(fd, chunk); n > 0; n = readSync(fd, chunk)) hash.update(chunk.subarray(0, n));
    return hash.digest("hex");
  } finally {
    closeSync(fd);
  }
}

export function recordOf(path: string): FileRecord {
  return { sha256: fileHash(path), ...fast(path) };
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
  let files = 0;
  const walk = async (folder: string, hashed: boolean): Promise<void> => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (except.has(path)) continue;
      if (entry.isDirectory()) await walk(path, hashed && !unhashed.has(entry.name));
      else {
        if (++files % 1_000 === 0) await setImmediate(); // lets progress be shown
        bytes += add(hashed ? hash : undefined, root, path, entry);
      }
    }
  };
  await walk("", content);
  return { sha256: hash.digest("hex"), bytes };
}

function add(hash: Hash | undefined, root: string, path: string, entry: Dirent) {
  if (entry.isSymbolicLink()) {
    hash?.update(`${path}\0-> ${readlinkSync(join(root, path))}\0`);
    return 0;
  }
  if (!entry.isFile()) return 0;
  if (hash) hash.update(`${path}\0${fileHash(join(root, path))}\0`);
  return statSync(join(root, path)).size;
}
