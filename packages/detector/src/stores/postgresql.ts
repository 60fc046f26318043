import pg from "pg";
import { openSql, type Sql } from "./sql.ts";
import type { Store } from "./store.ts";

export interface ServerAddress {
  url: string;
  user?: string | undefined;
  password?: string | undefined;
}

/** PostgreSQL 15 or newer. */
export async function openPostgresql({ url, user, password }: ServerAddress): Promise<Store> {
  const address = new URL(url);
  if (user !== undefined) address.username = user;
  if (password !== undefined) address.password = password;
  const pool = new pg.Pool({
    connectionString: address.href,
    max: 4,
    connectionTimeoutMillis: 5000,
    // A server that takes a minute for one statement is as good as gone: the write is tried again.
    statement_timeout: 60_000,
    query_timeout: 65_000,
    keepAlive: true,
    application_name: "logstead-detector",
  });
  // Broken idle connections are replaced; what is broken in use fails its query.
  pool.on("error", () => {});
  // One that is in use says it twice: to its query, and to whoever listens, or else the process ends.
  pool.on("connect", (client) => client.on("error", () => {}));
  const run = async (on: pg.Pool | pg.PoolClient, text: string, values?: unknown[]) => {
    const { rows, rowCount } = await on.query(text, values);
    return { rows: rows ?? [], affected: rowCount ?? 0 };
  };
  const sql: Sql = {
    name: `PostgreSQL at ${address.host}`,
    query: (text, values) => run(pool, text, values),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query("begin");
        await work((text, values) => run(client, text, values));
        await client.query("commit");
      } catch (error) {
        await client.query("rollback").catch((failed: Error) => {
          broken = failed;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
  try {
    return await openSql(sql);
  } catch (error) {
    await pool.end();
    throw error;
  }
}
