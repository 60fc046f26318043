import { join } from "node:path";
import { lockOwner, withLock } from "@logstead/base";
import { treeDigest } from "./digest.ts";
import type { Setting } from "./find.ts";
import { lockName } from "./get.ts";
import { keyOf } from "./key.ts";
import { Store } from "./store.ts";

export interface Pruned {
  removed: { path: string; bytes: number }[];
  /** Tools that another process is just getting; nothing of theirs was touched. */
  busy: string[];
}

/** Removes what no tool of this clone uses: other versions and locks, and what interrupted builds left. */
export async function pruneTools(setting: Setting): Promise<Pruned> {
  const store = new Store(setting.cache, setting.root);
  const result: Pruned = { removed: [], busy: [] };
  for (const name of store.tools().filter((n) => !n.startsWith("."))) {
    const lock = lockName(setting.cache, name);
    if (await lockOwner(lock)) {
      result.busy.push(name);
      continue;
    }
    const tool = setting.tools.find((t) => t.name === name);
    const current = tool && keyOf(tool, setting.root);
    await withLock(lock, async () => {
      for (const key of store.names(name)) {
        if (key === current) continue;
        const path = join(setting.cache, name, key);
        const { bytes } = await treeDigest(path, new Set(), false);
        store.remove(path);
        result.removed.push({ path, bytes });
      }
    });
  }
  return result;
}
