import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/**
 * A host's own files, written above the base before it boots. A folder made here hides the base's
 * attributes of the same folder, so owner and mode are taken over from below.
 */
export class Upper {
  readonly dir: string;
  private readonly lower: string;

  constructor(dir: string, lower: string) {
    this.dir = dir;
    this.lower = lower;
    mkdirSync(dir, { recursive: true });
  }

  folder(path: string, mode?: number, owner?: number): void {
    const target = join(this.dir, path);
    if (!existsSync(target)) {
      if (dirname(path) !== path) this.folder(dirname(path));
      const below = join(this.lower, path);
      const like = existsSync(below) ? statSync(below) : undefined;
      mkdirSync(target);
      chmodSync(target, mode ?? like?.mode ?? 0o755);
      chownSync(target, owner ?? like?.uid ?? 0, owner ?? like?.gid ?? 0);
    }
  }

  file(path: string, content: string, mode = 0o644, owner = 0): void {
    this.folder(dirname(path));
    const target = join(this.dir, path);
    writeFileSync(target, content);
    chmodSync(target, mode);
    chownSync(target, owner, owner);
  }

  copy(from: string, path: string, mode: number): void {
    this.file(path, readFileSync(from, "utf8"), mode);
  }

  /** The base's file with a line more. */
  append(path: string, line: string): void {
    const target = join(this.dir, path);
    const below = join(this.lower, path);
    if (!existsSync(target)) {
      this.folder(dirname(path));
      copyFileSync(below, target);
      const like = statSync(below);
      chmodSync(target, like.mode);
      chownSync(target, like.uid, like.gid);
    }
    appendFileSync(target, `${line}\n`);
  }

  /** An account as `useradd -m` makes it; `hash` is `*` for one that nobody can log in to with a password. */
  account(name: string, id: number, hash: string): void {
    this.append("etc/passwd", `${name}:x:${id}:${id}::/home/${name}:/bin/bash`);
    this.append("etc/shadow", `${name}:${hash}:20000:0:99999:7:::`);
    this.append("etc/group", `${name}:x:${id}:`);
    this.append("etc/gshadow", `${name}:!::`);
    this.folder(`home/${name}`, 0o700, id);
    for (const skeleton of readdirSync(join(this.lower, "etc/skel")))
      this.file(
        `home/${name}/${skeleton}`,
        readFileSync(join(this.lower, "etc/skel", skeleton), "utf8"),
        0o644,
        id,
      );
  }
}
