import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Setting } from "../src/find.ts";
import type { Tool } from "../src/types.ts";

/** One tool, `hello 1.2.3`, whose "compiler" is a script that counts its runs and can be held. */
export const hello: Tool = {
  name: "hello",
  version: "1.2.3",
  source: { kind: "go", folder: "go/hello", module: "hello", packages: ["."] },
  programs: [{ name: "hello", ask: { args: ["--version"], answer: /^hello (\S+)/m } }],
  seconds: 1,
  memoryMiB: 10,
  diskMiB: 1,
  neededBy: "this test",
};

/** With HELD it opens that pipe (whoever reads it sees it live and die) and waits for a line in GATE. */
const compiler = `#!/bin/sh
here=$(dirname "$0")
echo run >> "$here/../runs"
while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done
echo half > "$out/hello"
if [ -n "\${HELD:-}" ]; then exec 3> "$HELD"; echo started >&3; read -r line < "$GATE"; fi
[ -e "$here/../broken" ] && { cat "$here/../broken" >&2; exit 7; }
printf '#!/bin/sh\\necho hello %s\\n' "$(cat "$here/../answer" 2>/dev/null || echo 1.2.3)" > "$out/hello"
echo data > "$out/../data"
chmod +x "$out/hello"
`;

export function script(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

export class Fixture {
  readonly folder = mkdtempSync(join(tmpdir(), "logstead-tools-"));
  readonly bin = join(this.folder, "bin");
  readonly root = join(this.folder, "root");
  readonly setting: Setting = { tools: [hello], root: this.root, cache: join(this.folder, "cache") };
  private readonly path = process.env.PATH;

  constructor() {
    mkdirSync(this.bin);
    mkdirSync(join(this.root, "go/hello"), { recursive: true });
    script(join(this.bin, "go"), compiler);
    this.write("root/go/hello/go.mod", "module hello\n\ngo 1.26\n");
    this.write("root/go/hello/go.sum", "");
    process.env.PATH = `${this.bin}:${this.path}`;
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  pipe(name: string): string {
    const path = join(this.folder, name);
    execFileSync("/usr/bin/mkfifo", [path]);
    return path;
  }

  /** How often the compiler ran. */
  get runs(): number {
    const file = join(this.folder, "runs");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
  }

  end(): void {
    process.env.PATH = this.path;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
