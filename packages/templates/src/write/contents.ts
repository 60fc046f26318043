import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** Files to be written, each content once: hosts have many files that are equal. */
export interface Contents {
  folder: string;
  texts: string[];
  files: [path: string, text: number, mode: number][];
}

/** Fewer files than these are written before a thread has started. */
const worthThreads = 5000;

/** Writes files to a new folder, by all cores when they are many: the time goes into the kernel. */
export async function writeContents(all: Contents): Promise<void> {
  const threads = all.files.length < worthThreads ? 1 : Math.min(4, availableParallelism());
  const parts = Array.from({ length: threads }, (_, i) => {
    const at = (n: number) => Math.floor((all.files.length * n) / threads);
    return { ...all, files: all.files.slice(at(i), at(i + 1)) };
  });
  const others = parts.slice(1).map(inThread);
  writeHere(parts[0] as Contents);
  await Promise.all(others);
}

function inThread(part: Contents): Promise<void> {
  return new Promise((done, fail) => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: part });
    worker.once("error", fail);
    worker.once("exit", (code) => (code === 0 ? done() : fail(new Error(`a writer ended with ${code}`))));
  });
}

export function writeHere({ folder, texts, files }: Contents): void {
  const folders = new Set([""]);
  // Parents first: `recursive` would begin with the deepest and fail its way up, which takes twice as long.
  const make = (path: string) => {
    if (folders.has(path)) return;
    make(parentOf(path));
    try {
      mkdirSync(join(folder, path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    folders.add(path);
  };
  const umask = process.umask();
  for (const [path, text, mode] of files) {
    make(parentOf(path));
    const target = join(folder, path);
    writeFileSync(target, texts[text] as string, { mode });
    if ((mode & umask) !== 0) chmodSync(target, mode);
  }
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
