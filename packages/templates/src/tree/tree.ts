import { hash } from "node:crypto";
import { type Problem, problem } from "@logstead/base";
import { checkPaths } from "./paths.ts";

export interface RenderedFile {
  content: string;
  /** Permission bits, such as 0o644. */
  mode: number;
  /** Who the file belongs to on the host; the rendered copy belongs to whoever renders. */
  owner?: string;
  /** The program that reads the file and can say whether it is right: `promtail`, `nginx`. */
  checker?: string;
  /** The name of the component it belongs to, which brings it to a host. */
  component?: string;
}

/** The files of one render, by path, in the order of their paths' code units. */
export interface RenderedTree {
  readonly files: ReadonlyMap<string, RenderedFile>;
  /** SHA-256 of each file's content. */
  readonly hashes: ReadonlyMap<string, string>;
  /** One hash of all paths, contents, modes, owners and checkers, whatever their order. */
  readonly hash: string;
}

export type TreeResult = { ok: true; tree: RenderedTree } | { ok: false; problems: Problem[] };

export function renderedTree(entries: Iterable<readonly [path: string, file: RenderedFile]>): TreeResult {
  const list = [...entries];
  const problems = [...checkPaths(list.map(([path]) => path)), ...list.flatMap(checkMode)];
  if (problems.length > 0) return { ok: false, problems };
  const sorted = list
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, file]) => [path, { ...file }] as const);
  const hashes = hashesOf(sorted);
  const identity = sorted.map(([path, f]) => [
    path,
    hashes.get(path),
    f.mode,
    f.owner ?? null,
    f.checker ?? null,
  ]);
  return { ok: true, tree: { files: new Map(sorted), hashes, hash: contentHash(JSON.stringify(identity)) } };
}

export const contentHash = (content: string | Uint8Array) => hash("sha256", content);

/** Many small files are equal, and hashed once; a large one is as quick to hash as to look up. */
function hashesOf(files: readonly (readonly [string, RenderedFile])[]): Map<string, string> {
  const known = new Map<string, string>();
  return new Map(
    files.map(([path, { content }]) => {
      if (content.length > 8192) return [path, contentHash(content)];
      const found = known.get(content) ?? contentHash(content);
      known.set(content, found);
      return [path, found];
    }),
  );
}

/** Whoever renders must be able to read and replace the file; set-id bits are nothing a text file needs. */
function checkMode([path, { mode }]: readonly [string, RenderedFile]): Problem[] {
  if (Number.isInteger(mode) && mode >= 0 && mode <= 0o777 && (mode & 0o400) === 0o400) return [];
  const got = Number.isInteger(mode) ? `0${mode.toString(8)}` : String(mode);
  return [
    problem("tree-mode", "This is no mode for a rendered file.", {
      path,
      got,
      want: "0400 to 0777, readable",
    }),
  ];
}
