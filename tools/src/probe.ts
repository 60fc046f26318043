import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ask } from "./run.ts";
import type { Program, Tool } from "./types.ts";

/** `1.10.0` is newer than `1.9.2`: numbers compare as numbers. */
export function atLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((v) => v.split(/[.+~-]/).map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < Math.max(a?.length ?? 0, b?.length ?? 0); i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export interface Answer {
  version?: string;
  right: boolean;
  /** What was printed instead of a version. */
  instead?: string;
}

/** Asks a program that lies at `path` for its version and says whether it is the wanted one. */
export async function probe(tool: Tool, program: Program, path: string, root: string): Promise<Answer> {
  if (tool.source.kind === "python") return await probePython(tool, program, path, root);
  if (!program.ask) return { right: true, version: tool.version };
  const { out } = await ask(path, program.ask.args, { env: { ...process.env, NO_COLOR: "1" } });
  const version = program.ask.answer.exec(out)?.[1];
  if (version === undefined) return { right: false, instead: out.trim().slice(0, 400) };
  return {
    version,
    right: tool.accept === "atLeast" ? atLeast(version, tool.version) : version === tool.version,
  };
}

const normal = (name: string) => name.toLowerCase().replace(/[-_.]+/g, "-");

/** The versions a requirements lock pins for the packages its input file names. */
export function pinned(wanted: string, lock: string): Map<string, string> {
  const names = wanted.split("\n").flatMap((line) => /^[A-Za-z0-9._-]+/.exec(line)?.[0] ?? []);
  const pins = new Map<string, string>();
  for (const [, name, version] of lock.matchAll(/^([A-Za-z0-9._-]+)==([^\s;]+)/gm))
    pins.set(normal(name as string), version as string);
  return new Map(names.map((name) => [normal(name), pins.get(normal(name)) ?? ""]));
}

const listVersions = `
import json, sys
from importlib.metadata import PackageNotFoundError, version
def of(name):
    try: return version(name)
    except PackageNotFoundError: return None
print(json.dumps({name: of(name) for name in sys.argv[1:]}))`;

/** A program of a Python environment is right when all packages we chose are there in the locked version. */
async function probePython(tool: Tool, program: Program, path: string, root: string): Promise<Answer> {
  if (tool.source.kind !== "python") return { right: false };
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const want = pinned(read(tool.source.wanted), read(tool.source.lock));
  const python = join(dirname(path), "python");
  const { code, out } = await ask(python, ["-I", "-c", listVersions, ...want.keys()]);
  if (code !== 0) return { right: false, instead: out.trim().slice(0, 400) };
  const found = JSON.parse(out) as Record<string, string | null>;
  const wrong = [...want].filter(([name, version]) => found[name] !== version);
  const version = found[program.package ?? ""] ?? undefined;
  const answer = { ...(version === undefined ? {} : { version }), right: wrong.length === 0 };
  if (answer.right) return answer;
  return { ...answer, instead: wrong.map(([name]) => `${name} ${found[name] ?? "absent"}`).join(", ") };
}
