import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Ran } from "@logstead/base/process";
import type { SiteHost } from "@logstead/inventory";
import { onHost } from "./ssh.ts";

export interface Asked {
  /** systemd units. */
  units: string[];
  /** Command lines by the program's name. */
  versions: Record<string, string[]>;
  files: string[];
  /** Paths whose file systems are asked for. */
  disks: string[];
}

export interface Looked {
  /** `active`, `failed`, …; empty where there is no such unit. */
  units: Record<string, string>;
  versions: Record<string, string>;
  /** SHA-256 of each file; null where there is none. */
  files: Record<string, string | null>;
  /** In bytes. */
  disks: Record<string, { total: number; free: number }>;
}

const script = readFileSync(join(import.meta.dirname, "look.py"));
const start = "import sys; b = sys.stdin.buffer; exec(compile(b.read(int(b.readline())), 'look', 'exec'))";

/** Looks at a host, as root, in one connection; changes nothing. What failed is given back as it was. */
export async function lookAt(host: SiteHost, asked: Partial<Asked>): Promise<Looked | Ran> {
  const all: Asked = { units: [], versions: {}, files: [], disks: [], ...asked };
  const ran = await onHost(host, `sudo -n python3 -c "${start}"`, {
    input: `${script.length}\n${script}${JSON.stringify(all)}`,
  });
  return ran.code === 0 ? (JSON.parse(ran.stdout) as Looked) : ran;
}
