import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ExitCode, ProblemError, problem, withLock, writeFileAtomic } from "@logstead/base";
import type { GetOptions } from "@logstead/tools";
import { parse } from "yaml";
import { sops } from "./sops.ts";
import type { SecretSite, Store } from "./types.ts";

/** The SOPS file of a site: beside its inventory unless it says otherwise. */
export function secretsFile(site: SecretSite): string {
  const name = site.secrets.file ?? `${site.environment}.secrets.yaml`;
  return resolve(dirname(site.file), name);
}

interface Encrypted {
  [name: string]: unknown;
  sops?: { age?: { recipient: string }[] };
}

/** Secrets in the repository: one flat YAML file whose names can be read and whose values cannot. */
export function sopsStore(site: SecretSite, progress: GetOptions = {}): Store {
  const file = secretsFile(site);
  const wanted = [...new Set(site.secrets.recipients)].sort();
  let values: Promise<Record<string, string>> | undefined;

  const encrypted = () => parse(readFileSync(file, "utf8")) as Encrypted;
  const names = () =>
    existsSync(file)
      ? Object.keys(encrypted())
          .filter((name) => name !== "sops")
          .sort()
      : [];

  function decrypted(): Promise<Record<string, string>> {
    values ??= existsSync(file)
      ? sops(["decrypt", "--input-type", "yaml", "--output-type", "json", file], { file, progress }).then(
          (text) => JSON.parse(text) as Record<string, string>,
        )
      : Promise.resolve({});
    return values;
  }

  /** Sops works on a copy, which replaces the file in one step: an interruption leaves the old file whole. */
  async function edit(work: (copy: string) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(dirname(file), `.${basename(file)}.`));
    const copy = join(folder, basename(file));
    try {
      copyFileSync(file, copy);
      await work(copy);
      renameSync(copy, file);
    } finally {
      values = undefined;
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async function create(first: Record<string, string>): Promise<void> {
    if (wanted.length === 0) throw new ProblemError(noRecipients(site), ExitCode.problems);
    const args = ["encrypt", "--age", wanted.join(","), "--filename-override", file];
    const types = ["--input-type", "json", "--output-type", "yaml"];
    const input = JSON.stringify(first);
    const text = await sops([...args, ...types], { file, input, progress });
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomic(file, text);
    values = undefined;
  }

  /** Makes the file's recipients those of the inventory; without one the file stays as it is. */
  async function syncRecipients(copy: string): Promise<void> {
    const present = (encrypted().sops?.age ?? []).map((entry) => entry.recipient);
    const added = wanted.filter((recipient) => !present.includes(recipient));
    const gone = wanted.length > 0 ? present.filter((recipient) => !wanted.includes(recipient)) : [];
    if (added.length === 0 && gone.length === 0) return;
    const change = [
      ...(added.length > 0 ? ["--add-age", added.join(",")] : []),
      ...(gone.length > 0 ? ["--rm-age", gone.join(",")] : []),
    ];
    await sops(["rotate", "--in-place", ...change, copy], { file, progress });
  }

  async function setUnlocked(changes: Record<string, string>): Promise<void> {
    if (!existsSync(file)) return create(changes);
    await edit(async (copy) => {
      await syncRecipients(copy);
      for (const [name, value] of Object.entries(changes))
        await sops(["set", "--value-stdin", copy, JSON.stringify([name])], {
          file,
          input: JSON.stringify(value),
          progress,
        });
    });
  }

  const locked = <T>(work: () => Promise<T>) => withLock(`secrets ${file}`, work);
  return {
    where: file,
    get: async (name) => (names().includes(name) ? (await decrypted())[name] : undefined),
    set: (changes) => locked(() => setUnlocked(changes)),
    list: async () => names(),
    add: (candidates) =>
      locked(async () => {
        const present = names();
        const missing = Object.entries(candidates).filter(([name]) => !present.includes(name));
        if (missing.length > 0 || (existsSync(file) && wanted.length > 0))
          await setUnlocked(Object.fromEntries(missing));
        return missing.map(([name]) => name);
      }),
  };
}

function noRecipients(site: SecretSite) {
  return problem("no-recipients", "nobody could decrypt the SOPS file", {
    file: site.file,
    path: "secrets.recipients",
    want: "at least one age public key",
    fix: `./logstead secrets key --env ${site.environment}   makes a key and adds it to the inventory`,
  });
}
