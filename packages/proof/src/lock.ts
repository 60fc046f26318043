import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { parse } from "yaml";

type Versions = Record<string, string>;
interface Wanted {
  dependencies?: Record<string, { version: string }>;
  devDependencies?: Record<string, { version: string }>;
}
interface Snapshot {
  dependencies?: Versions;
  optionalDependencies?: Versions;
}

/** pnpm's lock: which outside packages, in which versions, stand behind a package of the clone. */
export class Lock {
  readonly #importers: Record<string, Wanted>;
  readonly #snapshots: Record<string, Snapshot | null>;
  readonly #packages: Record<string, { resolution?: { integrity?: string } }>;

  constructor(text = readFileSync(join(repoRoot, "pnpm-lock.yaml"), "utf8")) {
    const lock = parse(text);
    this.#importers = lock.importers ?? {};
    this.#snapshots = lock.snapshots ?? {};
    this.#packages = lock.packages ?? {};
  }

  /** `name@version checksum` of all that the folders' packages bring, sorted. */
  closure(folders: string[]): string[] {
    const seen = new Set<string>();
    const walk = (versions: Versions) => {
      for (const [name, version] of Object.entries(versions)) {
        const id = [`${name}@${version}`, version].find((id) => id in this.#snapshots);
        if (id === undefined || seen.has(id)) continue;
        seen.add(id);
        const { dependencies = {}, optionalDependencies = {} } = this.#snapshots[id] ?? {};
        walk({ ...dependencies, ...optionalDependencies });
      }
    };
    for (const folder of folders) {
      const { dependencies = {}, devDependencies = {} } = this.#importers[folder] ?? {};
      const all = { ...dependencies, ...devDependencies };
      walk(Object.fromEntries(Object.entries(all).map(([name, { version }]) => [name, version])));
    }
    const checksum = (id: string) => this.#packages[id.replace(/\(.*$/, "")]?.resolution?.integrity ?? "";
    return [...seen].sort().map((id) => `${id} ${checksum(id)}`);
  }
}
