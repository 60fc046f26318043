import { existsSync, mkdirSync, readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { openSql, type Sql } from "./sql.ts";
import type { Store } from "./store.ts";

const mib = 1_048_576;

/*
 * A PostgreSQL in one process has nobody who cleans up behind it: neither are dead rows used again nor is the log
 * of changes cut before the end. After so many bytes this is done here.
 */
const cleanAfter = 16 * mib;
/** The log of changes: a new store has small segments, so that little disk is enough. */
const newSegment = 1;
const log = ["-c", "min_wal_size=8MB", "-c", "max_wal_size=32MB"];
/** What a new store takes of the disk. */
const newStore = 48 * mib;

/**
 * The embedded store: a PostgreSQL in this process, its files in `folder`; without one, in memory. Throws ENOSPC
 * where the disk is too full for it.
 */
export async function openPglite(folder?: string): Promise<Store> {
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const before = folder ? segmentOf(folder) : undefined;
  const diskReserve = folder ? 2 * (before ?? newSegment * mib) + 2 * mib : 0;
  /** A disk that fills up within a write makes this PostgreSQL turn in circles for ever: none is begun then. */
  const ensureRoom = (bytes: number) => {
    const needed = diskReserve + 3 * bytes;
    const free = folder ? freeBytes(folder) : needed;
    if (free < needed)
      throw Object.assign(
        new Error(`the disk is full: ${Math.floor(free / mib)} of ${Math.ceil(needed / mib)} MiB are free`),
        { code: "ENOSPC" },
      );
  };
  ensureRoom(folder && before === undefined ? newStore / 3 : 0);
  const db = await PGlite.create({
    ...(folder ? { dataDir: folder } : {}),
    initDbStartParams: [`--wal-segsize=${newSegment}`],
    startParams: [...PGlite.defaultStartParams, ...log],
  });
  let written = 0;
  const sql: Sql = {
    name: folder ? `PGlite in ${folder}` : "PGlite in memory",
    async query(text, values) {
      if (/^delete/.test(text)) ensureRoom(0);
      const { rows, affectedRows } = await db.query<Record<string, unknown>>(text, values);
      return { rows, affected: affectedRows ?? 0 };
    },
    async transaction(work, bytes = 0) {
      ensureRoom(bytes);
      await db.transaction(async (tx) => {
        await work(async (text, values) => {
          for (const value of values ?? [])
            if (typeof value === "string" || value instanceof Uint8Array) written += value.length;
          const { rows, affectedRows } = await tx.query<Record<string, unknown>>(text, values);
          return { rows, affected: affectedRows ?? 0 };
        });
      });
      if (written < cleanAfter || !folder) return;
      written = 0;
      // What was written is kept whether this succeeds or not.
      for (const statement of ["vacuum", "checkpoint"]) await db.exec(statement).catch(() => {});
    },
    close: () => db.close(),
  };
  return { ...(await openSql(sql)), diskReserve };
}

/** The size of a segment of the log; undefined where there is no store yet. */
function segmentOf(folder: string): number | undefined {
  if (!existsSync(join(folder, "PG_VERSION"))) return undefined;
  const log = join(folder, "pg_wal");
  const name = readdirSync(log).find((one) => /^[0-9A-F]{24}$/.test(one));
  return name === undefined ? undefined : statSync(join(log, name)).size;
}

/** What a process without privileges may still write on a folder's disk. */
function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
