import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { ExitCode, ProblemError, problem } from "@logstead/base";
import { renderedTree, type TreeResult } from "@logstead/templates";
import { execa } from "execa";

/** The rendered files of a folder as they are in a git reference; an empty tree where it has none. */
export async function treeAt(ref: string, folder: string): Promise<TreeResult> {
  const cwd = nearest(resolve(folder));
  const root = (await git(cwd, ["rev-parse", "--show-toplevel"])).trim();
  const commit = await git(cwd, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${ref}^{commit}`,
  ]).catch(() => {
    throw new ProblemError(
      problem("no-such-reference", `git knows no commit '${ref}' here`, {
        got: ref,
        want: "a branch, a tag or a commit, such as origin/main or HEAD",
        fix: "git fetch origin, when it is a branch of the remote",
      }),
      ExitCode.usage,
    );
  });
  const prefix = `${relative(root, resolve(folder))}/`;
  const listed = await git(root, ["ls-tree", "-r", "-z", commit.trim(), "--", prefix]);
  const entries = listed.split("\0").flatMap((line) => {
    const [, mode, hash, path] = /^(\d+) blob (\w+)\t([\s\S]+)$/.exec(line) ?? [];
    return path === undefined
      ? []
      : [{ mode: mode as string, hash: hash as string, path: path.slice(prefix.length) }];
  });
  const contents = await blobs(
    root,
    entries.map((entry) => entry.hash),
  );
  return treeOf(entries.map((entry, i) => ({ ...entry, content: contents[i] as string })));
}

function treeOf(entries: { mode: string; path: string; content: string }[]): TreeResult {
  const modes = modesOf(entries.find((entry) => entry.path === manifest)?.content);
  return renderedTree(
    entries
      .filter((entry) => entry.path !== manifest)
      .map(({ path, mode, content }) => [path, { content, mode: modes.get(path) ?? usual(mode) }] as const),
  );
}

const manifest = ".logstead-manifest.json";
const usual = (mode: string) => (mode === "100755" ? 0o755 : 0o644);

/** git keeps one bit of a mode; the manifest has all of them. */
function modesOf(text: string | undefined): Map<string, number> {
  try {
    const { files } = JSON.parse(text ?? "{}") as { files?: Record<string, { mode: string }> };
    return new Map(Object.entries(files ?? {}).map(([path, { mode }]) => [path, Number.parseInt(mode, 8)]));
  } catch {
    return new Map();
  }
}

/** Many files by one process. */
async function blobs(cwd: string, hashes: string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const { stdout } = await execa("git", ["cat-file", "--batch"], {
    cwd,
    input: `${hashes.join("\n")}\n`,
    encoding: "buffer",
    maxBuffer: 2 ** 31,
  });
  const all = Buffer.from(stdout);
  const contents: string[] = [];
  for (let at = 0; at < all.length; ) {
    const end = all.indexOf(10, at);
    const size = Number(all.subarray(at, end).toString().split(" ")[2]);
    contents.push(all.subarray(end + 1, end + 1 + size).toString());
    at = end + 1 + size + 1;
  }
  return contents;
}

async function git(cwd: string, args: string[]): Promise<string> {
  const { stdout, exitCode, stderr } = await execa("git", args, { cwd, reject: false, maxBuffer: 2 ** 30 });
  if (exitCode === 0) return stdout;
  throw new ProblemError(
    problem("git-failed", `git ${args[0]} failed: ${stderr.split("\n")[0] ?? ""}`, { file: cwd }),
  );
}

/** The folder itself may not be there: only git knows it. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}
