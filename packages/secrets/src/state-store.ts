import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stateDir, writeFileAtomic } from "@logstead/base";
import type { Store } from "./types.ts";
import { randomSecret } from "./value.ts";

const ownerOnly = 0o600;

/** Secrets of a lab: a file each, outside the clone; one that is asked for and absent is made. */
export function stateStore(environment: string): Store {
  const folder = stateDir("secrets", environment);
  const list = () =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => !name.includes("."))
          .sort()
      : [];

  /** A hard link fails when the name is taken, so of two first uses at once both get the same value. */
  function create(name: string, value: string): boolean {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    const temporary = join(folder, `.${name}.${randomBytes(6).toString("hex")}`);
    writeFileAtomic(temporary, value, ownerOnly);
    try {
      linkSync(temporary, join(folder, name));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      return false;
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  return {
    where: folder,
    async get(name) {
      const file = join(folder, name);
      if (!existsSync(file)) create(name, randomSecret());
      return readFileSync(file, "utf8");
    },
    async set(values) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
      for (const [name, value] of Object.entries(values))
        writeFileAtomic(join(folder, name), value, ownerOnly);
    },
    list: async () => list(),
    async add(values) {
      return Object.entries(values).flatMap(([name, value]) => (create(name, value) ? [name] : []));
    },
  };
}
