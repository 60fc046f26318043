import { chmodSync, closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** Files to be written, each content once: hosts have many files that are equal. */
export interface Contents {
  folder: string;
  texts: string[];
  files: [path: string, text: number, mode: number][];
}

/** A batch of them, handed to a thread without a copy. */
export interface Batch {
  folder: string;
  bytes: Uint8Array<ArrayBuffer>;
  files: { path: string; mode: number; from: number; to: number }[];
}

/** Fewer files than these are written before a thread has started. */
const worthThreads = 5000;
const inBatch = 1000;

/** Writes files to a new folder, by all cores when they are many: the time goes into the kernel. */
export async function writeContents(contents: Contents): Promise<void> {
  const batches = batchesOf(contents);
  if (contents.files.length < worthThreads) {
    const made = new Set<string>();
    for (const batch of batches) writeBatch(batch, made);
  } else {
    const threads = Math.min(4, availableParallelism());
    await Promise.all(Array.from({ length: threads }, () => inThread(batches)));
  }
}

/** A thread that asks for the next batch when it is done with one. */
function inThread(batches: Iterator<Batch>): Promise<void> {
  return new Promise((done, fail) => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url));
    const next = () => {
      const { value } = batches.next() as { value: Batch | undefined };
      if (value) worker.postMessage(value, [value.bytes.buffer]);
      else worker.postMessage(undefined);
    };
    worker.on("message", next);
    worker.once("error", fail);
    worker.once("exit", (code) => (code === 0 ? done() : fail(new Error(`a writer ended with ${code}`))));
    // One batch ahead, so that it never waits.
    next();
    next();
  });
}

function* batchesOf({ folder, texts, files }: Contents): Generator<Batch> {
  for (let i = 0; i < files.length; i += inBatch) yield batchOf(folder, texts, files.slice(i, i + inBatch));
}

function batchOf(folder: string, texts: readonly string[], files: Contents["files"]): Batch {
  const places = new Map<number, { from: number; to: number }>();
  let size = 0;
  for (const [, text] of files) {
    if (places.has(text)) continue;
    const from = size;
    size += Buffer.byteLength(texts[text] as string);
    places.set(text, { from, to: size });
  }
  // Not of the pool that small buffers share: what a thread gets is gone here.
  const bytes = Buffer.from(new ArrayBuffer(size));
  for (const [text, { from }] of places) bytes.write(texts[text] as string, from);
  return {
    folder,
    bytes,
    files: files.map(([path, text, mode]) => ({ path, mode, ...(places.get(text) as Place) })),
  };
}
type Place = Pick<Batch["files"][number], "from" | "to">;

/** `made`: the folders known to exist. */
export function writeBatch({ folder, bytes, files }: Batch, made: Set<string>): void {
  const umask = process.umask();
  for (const { path, mode, from, to } of files) {
    const target = join(folder, path);
    makeFolder(folder, parentOf(path), made);
    const file = openSync(target, "w", mode);
    try {
      for (let at = from; at < to; ) at += writeSync(file, bytes, at, to - at);
    } finally {
      closeSync(file);
    }
    if ((mode & umask) !== 0) chmodSync(target, mode);
  }
}

/** Parents first: `recursive` tries the deepest first and fails upwards, which takes twice as long. */
function makeFolder(folder: string, path: string, made: Set<string>): void {
  if (path === "" || made.has(path)) return;
  makeFolder(folder, parentOf(path), made);
  try {
    mkdirSync(join(folder, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  made.add(path);
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
