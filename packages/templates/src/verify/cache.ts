import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheDir } from "@logstead/base";

/*
 * What was right once is right again: a good answer is kept by the content, the checker's own source and the
 * program's version. A bad answer is not kept, since it may have come from the machine and not from the file.
 */

let source: string | undefined;
/** One hash of the checkers' code. */
function checkersSource(): string {
  const hash = createHash("sha256");
  for (const file of globSync("{*.ts,checkers/*.ts}", { cwd: import.meta.dirname }).sort())
    hash.update(file).update(readFileSync(join(import.meta.dirname, file)));
  return hash.digest("hex");
}

export function keyOf(parts: readonly string[]): string {
  source ??= checkersSource();
  return createHash("sha256")
    .update(JSON.stringify([source, ...parts]))
    .digest("hex");
}

const fileOf = (key: string) => cacheDir("verify", key.slice(0, 2), key);

/** Whether this was found right before; its time is renewed, so that what nobody asks for can be deleted. */
export function wasRight(key: string): boolean {
  const file = fileOf(key);
  if (!existsSync(file)) return false;
  const now = new Date();
  utimesSync(file, now, now);
  return true;
}

export function keepAsRight(key: string): void {
  const file = fileOf(key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
}
