import { Redis } from "ioredis";
import type { ServerAddress } from "./postgresql.ts";
import {
  type Change,
  type Collection,
  type Document,
  type ListOptions,
  partsOf,
  type Store,
} from "./store.ts";

/*
 * Redis 7: a hash of bodies for each collection, and sorted sets of ids by `at`, one for all and one for each
 * state. A script makes changes, so that they are one step for Redis. How much of it survives the server's
 * own end is up to its settings: `appendonly yes`.
 */
const version = "1";

/** KEYS: none but the prefix's; ARGV: prefix, then triples of operation, collection, JSON. */
const script = `
local prefix = ARGV[1]
local parts = 0
for i = 2, #ARGV, 3 do
  local what, name, data = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if what == 'clear' then
    redis.call('DEL', prefix .. 'checkpoint')
  elseif what == 'part' then
    redis.call('RPUSH', prefix .. 'checkpoint', data)
  else
    local base = prefix .. name
    local id = what == 'put' and cjson.decode(data).id or data
    local old = redis.call('HGET', base .. ':states', id)
    if old then
      redis.call('ZREM', base .. ':state:' .. old, id)
      redis.call('HDEL', base .. ':states', id)
    end
    if what == 'put' then
      local head = cjson.decode(data)
      redis.call('HSET', base, id, head.document)
      redis.call('ZADD', base .. ':at', head.at, id)
      if head.state then
        redis.call('ZADD', base .. ':state:' .. head.state, head.at, id)
        redis.call('HSET', base .. ':states', id, head.state)
      end
    else
      redis.call('HDEL', base, id)
      redis.call('ZREM', base .. ':at', id)
    end
  end
end
return 1
`;

export async function openRedis({ url, user, password }: ServerAddress): Promise<Store> {
  const redis = new Redis(url, {
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    lazyConnect: true,
    connectTimeout: 5000,
    commandTimeout: 30_000,
    // A command fails soon while the server is gone; whoever asked tries again.
    maxRetriesPerRequest: 1,
    retryStrategy: (times) => Math.min(200 * 2 ** Math.min(times, 6), 5000),
    connectionName: "logstead-detector",
  });
  redis.on("error", () => {});
  const prefix = "logstead:detector:";
  const key = (name: string) => `${prefix}${name}`;
  try {
    await redis.connect();
    const held = await redis.set(key("version"), version, "NX", "GET");
    if (held !== null && Number(held) > Number(version))
      throw new Error(`the store has version ${held}, this program knows up to ${version}`);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const setOf = (collection: Collection, state?: string) =>
    key(state === undefined ? `${collection}:at` : `${collection}:state:${state}`);

  const bodies = async (collection: Collection, ids: string[]): Promise<Document[]> => {
    if (ids.length === 0) return [];
    const texts = await redis.hmget(key(collection), ...ids);
    return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as Document]));
  };

  const remove = async (collection: Collection, ids: string[]) => {
    for (let at = 0; at < ids.length; at += 500)
      await redis.eval(
        script,
        0,
        prefix,
        ...ids.slice(at, at + 500).flatMap((id) => ["remove", collection, id]),
      );
  };

  return {
    name: `Redis at ${new URL(url).host}`,
    async write(changes) {
      if (changes.length === 0) return;
      await redis.eval(script, 0, prefix, ...changes.flatMap(argumentsOf));
    },
    async get(collection, id) {
      const text = await redis.hget(key(collection), id);
      return text === null ? undefined : (JSON.parse(text) as Document);
    },
    async list(collection, options = {}) {
      return bodies(collection, await idsOf(redis, setOf(collection, options.state), options));
    },
    count: (collection, state) => redis.zcard(setOf(collection, state)),
    async prune(collection, at, state) {
      const ids = await redis.zrangebyscore(setOf(collection, state), "-inf", `(${at}`);
      await remove(collection, ids);
      return ids.length;
    },
    async checkpoint() {
      const parts = await redis.lrangeBuffer(key("checkpoint"), 0, -1);
      return parts.length === 0 ? undefined : Buffer.concat(parts);
    },
    async ping() {
      await redis.ping();
    },
    async close() {
      redis.disconnect();
    },
  };
}

function argumentsOf(change: Change): (string | Buffer)[] {
  if ("checkpoint" in change) {
    const parts = partsOf(change.checkpoint).flatMap((part) => ["part", "", Buffer.from(part)]);
    return ["clear", "", "", ...parts];
  }
  if ("remove" in change) return ["remove", change.remove, change.id];
  const { id, at, state } = change.document;
  const head = { id, at, state, document: JSON.stringify(change.document) };
  return ["put", change.put, JSON.stringify(head)];
}

/** Ids in order. Equal numbers are ordered by id in Redis too, so a page may begin within them. */
async function idsOf(redis: Redis, set: string, options: ListOptions): Promise<string[]> {
  const { from, to, after, order = "up" } = options;
  const limit = Math.min(options.limit ?? 100, 1000);
  const up = order === "up";
  let low = from === undefined ? "-inf" : String(from);
  let high = to === undefined ? "+inf" : `(${to}`;
  if (after && up) low = String(Math.max(after.at, from ?? Number.NEGATIVE_INFINITY));
  if (after && !up && !(to !== undefined && to <= after.at)) high = String(after.at);
  const found: string[] = [];
  for (let offset = 0; found.length < limit; offset += limit) {
    const page = up
      ? await redis.zrangebyscore(set, low, high, "WITHSCORES", "LIMIT", offset, limit)
      : await redis.zrevrangebyscore(set, high, low, "WITHSCORES", "LIMIT", offset, limit);
    for (let i = 0; i < page.length; i += 2) {
      const [id, at] = [page[i] as string, Number(page[i + 1])];
      if (after && at === after.at && (up ? id <= after.id : id >= after.id)) continue;
      found.push(id);
    }
    if (page.length < 2 * limit) break;
  }
  return found.slice(0, limit);
}
