import { createHash } from "node:crypto";
import { type Change, type Collection, collections, type Document, type Store } from "./store.ts";

/*
 * Everything of a store as lines of JSON: a head, one line for each document, the checkpoint, and an end with
 * the number of lines and their SHA-256, so that a cut file is refused before anything is written.
 */
const format = "logstead-detector-export";

export async function* exportStore(store: Store): AsyncGenerator<string> {
  const sum = createHash("sha256");
  let lines = 0;
  const line = (data: object) => {
    const text = `${JSON.stringify(data)}\n`;
    sum.update(text);
    lines++;
    return text;
  };
  yield line({ format, version: 1 });
  for (const collection of collections) {
    let after: { at: number; id: string } | undefined;
    for (;;) {
      const page = await store.list(collection, { limit: 500, ...(after ? { after } : {}) });
      for (const document of page) yield line({ collection, ...document });
      const last = page.at(-1);
      if (!last || page.length < 500) break;
      after = { at: last.at, id: last.id };
    }
  }
  const checkpoint = await store.checkpoint();
  if (checkpoint) yield line({ checkpoint: Buffer.from(checkpoint).toString("base64") });
  yield `${JSON.stringify({ lines, sha256: sum.digest("hex") })}\n`;
}

/** Checks the whole text, then adds its documents; those with the same ids are replaced. */
export async function importStore(store: Store, text: string): Promise<number> {
  const changes = readExport(text);
  for (let at = 0; at < changes.length; at += 500) await store.write(changes.slice(at, at + 500));
  return changes.length;
}

function readExport(text: string): Change[] {
  const lines = text.split("\n").filter((line) => line !== "");
  const end = parse(lines.pop() ?? "") as { lines?: number; sha256?: string };
  const sum = createHash("sha256");
  for (const line of lines) sum.update(`${line}\n`);
  if (end.lines !== lines.length || end.sha256 !== sum.digest("hex"))
    throw new Error("the export is cut or was changed: its end does not fit its lines");
  const head = parse(lines.shift() ?? "") as { format?: string; version?: number };
  if (head.format !== format || head.version !== 1) throw new Error("this is no export of version 1");
  return lines.map((line): Change => {
    const { collection, checkpoint, ...document } = parse(line) as Document & {
      collection?: Collection;
      checkpoint?: string;
    };
    if (checkpoint !== undefined) return { checkpoint: Buffer.from(checkpoint, "base64") };
    if (!collections.includes(collection as Collection)) throw new Error(`unknown collection ${collection}`);
    return { put: collection as Collection, document };
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error("the export has a line that is no JSON");
  }
}
