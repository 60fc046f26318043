import { join } from "node:path";
import { secretValue } from "../service/load.ts";
import type { ServiceSettings } from "../service/settings.ts";
import type { Store } from "./store.ts";

/** The store that the settings name; the programs of the others are not loaded. */
export async function openStore(settings: ServiceSettings): Promise<Store> {
  const wanted = typeof settings.store === "string" ? { kind: settings.store } : settings.store;
  if (wanted.kind === "pglite")
    return (await import("./pglite.ts")).openPglite(join(settings.folder, "store"));
  const { url, user, password } = wanted as Extract<ServiceSettings["store"], object>;
  const server = {
    url: url as string,
    user,
    password: password === undefined ? undefined : secretValue(password, settings),
  };
  return wanted.kind === "postgresql"
    ? (await import("./postgresql.ts")).openPostgresql(server)
    : (await import("./redis.ts")).openRedis(server);
}
