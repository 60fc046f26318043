import { mkdirSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { openSql, type Sql } from "./sql.ts";
import type { Store } from "./store.ts";

/** The embedded store: a PostgreSQL in this process, its files in `folder`; without one, in memory. */
export async function openPglite(folder?: string): Promise<Store> {
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = await PGlite.create(folder ? { dataDir: folder } : {});
  const sql: Sql = {
    name: folder ? `PGlite in ${folder}` : "PGlite in memory",
    async query(text, values) {
      const { rows, affectedRows } = await db.query<Record<string, unknown>>(text, values);
      return { rows, affected: affectedRows ?? 0 };
    },
    transaction: (work) =>
      db.transaction(async (tx) => {
        await work(async (text, values) => {
          const { rows, affectedRows } = await tx.query<Record<string, unknown>>(text, values);
          return { rows, affected: affectedRows ?? 0 };
        });
      }),
    close: () => db.close(),
  };
  const store = await openSql(sql);
  return {
    ...store,
    async write(changes) {
      await store.write(changes);
      if (changes.some((change) => "checkpoint" in change)) await tidy(db);
    },
  };
}

/**
 * Gives back what replaced rows and written logs take on disk: a PostgreSQL without a server has neither autovacuum
 * nor a checkpointer, and the detector's own checkpoint alone, written anew each minute, would fill a disk in days.
 * Some tens of milliseconds.
 */
async function tidy(db: PGlite): Promise<void> {
  try {
    await db.query("vacuum");
    await db.query("checkpoint");
  } catch {
    // What was written is kept; if the disk is full the next write says so.
  }
}
