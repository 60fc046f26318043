import { createReadStream, statSync } from "node:fs";

/** One member of an archive: a folder, a link, bytes, or a file of this machine. */
export interface TarEntry {
  path: string;
  mode?: number;
  uid?: number;
  gid?: number;
  content?: Uint8Array | { file: string };
  link?: string;
}

/** A ustar archive with nothing of this machine in it: the same entries give the same bytes. */
export async function* tar(entries: TarEntry[]): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    const size = sizeOf(entry);
    yield header(entry, size);
    let written = 0;
    for await (const piece of contentOf(entry)) {
      written += piece.length;
      yield piece;
    }
    if (written !== size) throw new Error(`${entry.path} changed while it was read`);
    if (size % 512) yield new Uint8Array(512 - (size % 512));
  }
  yield new Uint8Array(1024);
}

async function* contentOf({ content }: TarEntry): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else if (content) yield* createReadStream(content.file, { highWaterMark: 1 << 20 });
}

function sizeOf({ content }: TarEntry): number {
  return content instanceof Uint8Array ? content.length : content ? statSync(content.file).size : 0;
}

function header(entry: TarEntry, size: number): Uint8Array {
  const block = Buffer.alloc(512);
  const folder = entry.content === undefined && entry.link === undefined;
  const [prefix, name] = split(folder ? `${entry.path}/` : entry.path);
  const octal = (at: number, length: number, value: number) =>
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "ascii");
  block.write(name, 0, "utf8");
  octal(100, 8, entry.mode ?? (folder ? 0o755 : 0o644));
  octal(108, 8, entry.uid ?? 0);
  octal(116, 8, entry.gid ?? 0);
  octal(124, 12, size);
  octal(136, 12, 0);
  block.write("        ", 148, "ascii");
  block.write(folder ? "5" : entry.link === undefined ? "0" : "2", 156, "ascii");
  if (entry.link) block.write(entry.link, 157, 100, "utf8");
  block.write("ustar\x0000", 257, "latin1");
  block.write(prefix, 345, "utf8");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return block;
}

/** A long path is split at a slash: 155 characters before it, 100 after. */
function split(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ["", path];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const parts: [string, string] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(parts[0]) <= 155 && Buffer.byteLength(parts[1]) <= 100 && parts[1] !== "")
      return parts;
  }
  throw new Error(`the path is too long for an archive: ${path}`);
}
