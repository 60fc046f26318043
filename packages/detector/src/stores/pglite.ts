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
  return openSql(sql);
}
