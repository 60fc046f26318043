import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "@logstead/base";
import { type FileRecord, fileHash, recordOf, sameFast, treeDigest } from "./digest.ts";
import { keyOf } from "./key.ts";
import { binOf } from "./run.ts";
import type { Tool } from "./types.ts";

/** `entry.json`: what was built, and the hashes to know it by. */
export interface EntryRecord {
  name: string;
  version: string;
  key: string;
  /** How long it took. */
  seconds: number;
  bytes: number;
  programs: Record<string, FileRecord & { version: string }>;
  /** Hash over everything in the entry except this record. */
  tree: string;
}

const recordName = "entry.json";

/** The cache: `<folder>/<tool>/<key>/{bin/…,entry.json}`; an entry exists only when it is complete. */
export class Store {
  readonly folder: string;
  readonly root: string;

  constructor(folder: string, root: string) {
    this.folder = folder;
    this.root = root;
  }

  entry(tool: Tool): string {
    return join(this.folder, tool.name, keyOf(tool, this.root));
  }

  /** A fresh folder beside the entry, for the build. */
  begin(tool: Tool): string {
    const folder = join(this.folder, tool.name, `.new-${keyOf(tool, this.root)}-${process.pid}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(binOf(folder), { recursive: true });
    return folder;
  }

  /** Hashes the finished build, writes its record, and only then gives it its name. */
  async finish(
    tool: Tool,
    built: string,
    versions: Record<string, string>,
    seconds: number,
  ): Promise<EntryRecord> {
    const programs: EntryRecord["programs"] = {};
    for (const [name, version] of Object.entries(versions))
      programs[name] = { version, ...recordOf(join(binOf(built), name)) };
    const { sha256: tree, bytes } = await treeDigest(built);
    const record: EntryRecord = {
      name: tool.name,
      version: versions[tool.programs[0]?.name ?? ""] ?? tool.version,
      key: keyOf(tool, this.root),
      seconds: Math.round(seconds),
      bytes,
      programs,
      tree,
    };
    writeFileAtomic(join(built, recordName), `${JSON.stringify(record, null, 2)}\n`);
    renameSync(built, this.entry(tool));
    return record;
  }

  read(tool: Tool): EntryRecord | undefined {
    try {
      return JSON.parse(readFileSync(join(this.entry(tool), recordName), "utf8")) as EntryRecord;
    } catch {
      return undefined;
    }
  }

  /** `absent`, `damaged`, or the record of a sound entry. Reads contents only where size, time or inode changed. */
  async check(tool: Tool, full = false): Promise<EntryRecord | "absent" | "damaged"> {
    const entry = this.entry(tool);
    if (!existsSync(entry)) return "absent";
    const record = this.read(tool);
    // An environment is bound to the Python it was made with; when that is gone, so is the environment.
    const python = tool.source.kind !== "python" || existsSync(join(binOf(entry), "python"));
    if (!record || !python) return "damaged";
    const changed = tool.programs.filter(({ name }) => {
      const known = record.programs[name];
      return !known || !sameFast(join(binOf(entry), name), known);
    });
    if (changed.length === 0 && !full) return record;
    for (const { name } of full ? tool.programs : changed)
      if (!this.sound(join(binOf(entry), name), record.programs[name])) return "damaged";
    if (full && (await treeDigest(entry, new Set([recordName]))).sha256 !== record.tree) return "damaged";
    if (changed.length > 0) this.refresh(tool, record);
    return record;
  }

  private sound(path: string, known: FileRecord | undefined): boolean {
    return known !== undefined && existsSync(path) && fileHash(path) === known.sha256;
  }

  /** Same content under a new time or inode (a copied cache): remember that, to be fast again. */
  private refresh(tool: Tool, record: EntryRecord): void {
    const bin = binOf(this.entry(tool));
    for (const known of Object.entries(record.programs))
      Object.assign(known[1], recordOf(join(bin, known[0])));
    writeFileAtomic(join(this.entry(tool), recordName), `${JSON.stringify(record, null, 2)}\n`);
  }

  /** Takes an entry out of sight first, so that nobody finds it half removed. */
  remove(path: string): void {
    if (!existsSync(path)) return;
    const gone = `${path}.gone-${process.pid}`;
    renameSync(path, gone);
    rmSync(gone, { recursive: true, force: true });
  }

  /** What an interrupted build or removal of this tool left; to be called by the holder of its lock. */
  leftovers(tool: string): string[] {
    return this.names(tool).filter((name) => name.startsWith(".new-") || name.includes(".gone-"));
  }

  names(tool: string): string[] {
    return existsSync(join(this.folder, tool)) ? readdirSync(join(this.folder, tool)) : [];
  }

  tools(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder) : [];
  }
}
