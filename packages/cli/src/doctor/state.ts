import { constants } from "node:fs";
import { access, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheDir, stateDir } from "@logstead/base";
import { ageKeyFile } from "@logstead/secrets";
import { execa } from "execa";
import { type DoctorCheck, missing, ok, require } from "./types.ts";

/** The folders outside the clone: what is in them, how large, and that secrets are the owner's alone. */
export async function state(): Promise<DoctorCheck[]> {
  const checks = await Promise.all([
    writable("state folder", stateDir(), "XDG_STATE_HOME"),
    writable("cache folder", cacheDir(), "XDG_CACHE_HOME"),
    ownersOnly("age key", ageKeyFile()),
    ownersOnly("lab secrets", stateDir("secrets")),
    ...(await parts("state", stateDir())),
    ...(await parts("cache", cacheDir())),
  ]);
  return checks.filter((check) => check !== undefined);
}

async function writable(name: string, folder: string, variable: string): Promise<DoctorCheck> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
    return ok(name, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return missing(name, `${folder}: ${code}`, `set ${variable} to a folder you can write to`);
  }
}

async function ownersOnly(name: string, path: string): Promise<DoctorCheck | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return;
  const mode = (found.mode & 0o777).toString(8);
  return require((found.mode & 0o077) === 0, name, `${path}, mode ${mode}`, `chmod -R go= ${path}`);
}

async function parts(kind: string, folder: string): Promise<Promise<DoctorCheck>[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith(".")).sort();
  return names.map(async (name) => ok(`${kind}/${name}`, await size(join(folder, name))));
}

/** Quick for what is usual; a cache of hundreds of thousands of files is not worth the wait. */
async function size(path: string): Promise<string> {
  const { stdout, timedOut } = await execa("du", ["-sk", path], { reject: false, timeout: 5_000 });
  const kib = Number(/^\d+/.exec(stdout ?? "")?.[0] ?? Number.NaN);
  if (timedOut || Number.isNaN(kib)) return "large (not counted)";
  return kib >= 1024 ? `${Math.round(kib / 1024)} MiB` : `${kib} KiB`;
}
