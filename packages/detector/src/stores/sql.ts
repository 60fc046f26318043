import {
  type Change,
  type Collection,
  collections,
  type Document,
  type ListOptions,
  partsOf,
  type Store,
} from "./store.ts";

/** What PGlite and pg have in common. */
export interface Sql {
  name: string;
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[]; affected: number }>;
  /** @param bytes how much of it is large */
  transaction(work: (query: Sql["query"]) => Promise<void>, bytes?: number): Promise<void>;
  close(): Promise<void>;
}

/*
 * Migrations, in order; the number of those that were made is kept. One table for each collection: the body
 * is JSON, what is searched by has columns.
 */
const migrations: readonly string[] = [
  [
    ...collections.map(
      (
        name,
      ) => `create table ${name} (id text collate "C" primary key, at double precision not null, state text, body jsonb not null);
create index ${name}_at on ${name} (at, id);
create index ${name}_state on ${name} (state, at, id);`,
    ),
    "create table checkpoint (part int primary key, data bytea not null);",
  ].join("\n"),
];

/** The number of a lock that keeps two services from migrating at once: "logs" in ASCII. */
const migrationLock = 0x6c_6f_67_73;

/** Throws if the store was written by a newer version. */
async function migrate(sql: Sql): Promise<void> {
  await sql.transaction(async (query) => {
    await query(`select pg_advisory_xact_lock(${migrationLock})`);
    await query(
      "create table if not exists migrations (version int primary key, made timestamptz not null default now())",
    );
    const { rows } = await query("select coalesce(max(version), 0) as version from migrations");
    const version = Number(rows[0]?.version);
    if (version > migrations.length)
      throw new Error(`the store has version ${version}, this program knows up to ${migrations.length}`);
    for (const [i, text] of migrations.entries()) {
      if (i < version) continue;
      for (const statement of text.split(/;\s*(?:\n|$)/)) if (statement.trim() !== "") await query(statement);
      await query("insert into migrations (version) values ($1)", [i + 1]);
    }
  });
}

const documentOf = (row: Record<string, unknown>): Document => ({
  id: row.id as string,
  at: Number(row.at),
  ...(row.state === null ? {} : { state: row.state as string }),
  body: row.body,
});

export async function openSql(sql: Sql): Promise<Store> {
  await migrate(sql);
  return {
    name: sql.name,
    write: (changes) =>
      sql.transaction(
        async (query) => {
          for (const change of changes) await apply(query, change);
        },
        changes.reduce((sum, change) => sum + ("checkpoint" in change ? change.checkpoint.length : 0), 0),
      ),
    async get(collection, id) {
      const { rows } = await sql.query(`select id, at, state, body from ${collection} where id = $1`, [id]);
      return rows[0] && documentOf(rows[0]);
    },
    async list(collection, options = {}) {
      const { text, values } = listQuery(collection, options);
      return (await sql.query(text, values)).rows.map(documentOf);
    },
    async count(collection, state) {
      const [where, values] = state === undefined ? ["", []] : ["where state = $1", [state]];
      const { rows } = await sql.query(`select count(*) as n from ${collection} ${where}`, values);
      return Number(rows[0]?.n);
    },
    async prune(collection, at, state) {
      const [more, values] = state === undefined ? ["", [at]] : ["and state = $2", [at, state]];
      return (await sql.query(`delete from ${collection} where at < $1 ${more}`, values)).affected;
    },
    async checkpoint() {
      const { rows } = await sql.query("select data from checkpoint order by part");
      return rows.length === 0 ? undefined : Buffer.concat(rows.map((row) => row.data as Uint8Array));
    },
    async ping() {
      await sql.query("select 1");
    },
    close: () => sql.close(),
  };
}

async function apply(query: Sql["query"], change: Change): Promise<void> {
  if ("checkpoint" in change) {
    await query("delete from checkpoint");
    for (const [i, part] of partsOf(change.checkpoint).entries())
      await query("insert into checkpoint (part, data) values ($1, $2)", [i, part]);
  } else if ("remove" in change) await query(`delete from ${change.remove} where id = $1`, [change.id]);
  else {
    const { id, at, state, body } = change.document;
    await query(
      `insert into ${change.put} (id, at, state, body) values ($1, $2, $3, $4)
       on conflict (id) do update set at = excluded.at, state = excluded.state, body = excluded.body`,
      [id, at, state ?? null, JSON.stringify(body)],
    );
  }
}

function listQuery(
  collection: Collection,
  { state, from, to, after, order = "up", limit = 100 }: ListOptions,
) {
  const where: string[] = [];
  const values: unknown[] = [];
  const add = (text: (place: string) => string, value: unknown) => {
    values.push(value);
    where.push(text(`$${values.length}`));
  };
  if (state !== undefined) add((p) => `state = ${p}`, state);
  if (from !== undefined) add((p) => `at >= ${p}`, from);
  if (to !== undefined) add((p) => `at < ${p}`, to);
  if (after) {
    values.push(after.at, after.id);
    const [at, id] = [`$${values.length - 1}`, `$${values.length}`];
    where.push(`(at, id) ${order === "up" ? ">" : "<"} (${at}::double precision, ${id}::text)`);
  }
  values.push(Math.min(limit, 1000));
  const direction = order === "up" ? "asc" : "desc";
  const text = `select id, at, state, body from ${collection} ${where.length > 0 ? `where ${where.join(" and ")}` : ""}
    order by at ${direction}, id ${direction} limit $${values.length}`;
  return { text, values };
}
