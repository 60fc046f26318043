import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { ProblemError } from "@logstead/base";
import { getTool, type OnProgress, type ToolPath } from "@logstead/tools";
import type { RenderedTree } from "../tree/tree.ts";
import { keepAsRight, keyOf, wasRight } from "./cache.ts";
import type { Checker, Diagnostic } from "./checker.ts";
import { checkers } from "./checkers/index.ts";
import { treeOnDisk, withJob } from "./job.ts";

/** What a program said of one content, and the files that have it. */
export interface Verdict {
  checker: string;
  /** For people: `nginx -t`. */
  shown: string;
  /** The program's version, where there is a program. */
  version?: string;
  /** Every file with this content, the first being the one that was checked. */
  paths: string[];
  state: "right" | "wrong" | "skipped";
  /** Verified by an earlier run. */
  cached: boolean;
  diagnostics: Diagnostic[];
  /** Why it was skipped. */
  reason?: string;
}

export interface Verified {
  verdicts: Verdict[];
  /** Files that no program reads on its own: they are part of something, or for people. */
  unchecked: string[];
}

export interface VerifyOptions {
  /** What is a host's own: its name and address. Files equal but for these are checked once. */
  own?: (path: string) => readonly string[];
  /** Whether to use cached verdicts. */
  cache?: boolean;
  onProgress?: (done: number, of: number, now: string) => void;
  onTool?: OnProgress;
}

/** Checks each file of a tree with the program that reads it, several at a time. */
export async function verifyTree(tree: RenderedTree, options: VerifyOptions = {}): Promise<Verified> {
  const { groups, unchecked } = grouped(tree, options.own ?? (() => []));
  const tools = await toolsFor(new Set(groups.map((group) => group.checker)), options.onTool);
  const disk = treeOnDisk(tree);
  let done = 0;
  const checkGroup = async ({ checker, paths, key }: Group): Promise<Verdict> => {
    const tool = tools.get(checker.name);
    const path = paths[0] as string;
    const verdict = {
      checker: checker.name,
      shown: checker.shown,
      ...(tool && "tool" in tool && { version: tool.tool.version }),
      paths,
      diagnostics: [],
    };
    try {
      if (tool && "reason" in tool)
        return { ...verdict, state: "skipped", cached: false, reason: tool.reason };
      const found = tool?.tool;
      const kept = keyOf([checker.name, found?.version ?? "", key]);
      const keeping = options.cache !== false && !inTree.has(checker.name);
      if (keeping && wasRight(kept)) return { ...verdict, state: "right", cached: true };
      const text = tree.files.get(path)?.content ?? "";
      const diagnostics = await withJob({ path, text }, found, disk.folder, (job) => checker.check(job));
      if (keeping && diagnostics.length === 0) keepAsRight(kept);
      return { ...verdict, state: diagnostics.length === 0 ? "right" : "wrong", cached: false, diagnostics };
    } finally {
      done++;
      options.onProgress?.(done, groups.length, path);
    }
  };
  try {
    return { verdicts: await inParallel(groups, checkGroup), unchecked };
  } finally {
    disk.remove();
  }
}

/** Checks one text as if it were this file. */
export async function verifyText(checkerName: string, path: string, text: string): Promise<Diagnostic[]> {
  const checker = checkers.get(checkerName);
  if (!checker) return [];
  const tool = checker.program === undefined ? undefined : await getTool(checker.program);
  return withJob(
    { path, text },
    tool,
    () => "",
    (job) => checker.check(job),
  );
}

/** These look at other files of the tree too, so their answer does not follow from the content. */
export const inTree: ReadonlySet<string> = new Set(["playbook", "ansible-lint"]);

interface Group {
  checker: Checker;
  paths: string[];
  key: string;
}

function grouped(tree: RenderedTree, own: (path: string) => readonly string[]) {
  const groups = new Map<string, Group>();
  const unchecked: string[] = [];
  for (const [path, { checker: name, content }] of tree.files) {
    const checker = name === undefined ? undefined : checkers.get(name);
    if (name !== undefined && !checker) throw new Error(`${path}: there is no checker ${name}`);
    if (!checker) {
      unchecked.push(path);
      continue;
    }
    let general = content;
    for (const [i, word] of own(path).entries()) general = general.replaceAll(word, `\0${i}`);
    const key = JSON.stringify([checker.name, nameOf(checker, path), general]);
    const group = groups.get(key);
    if (group) group.paths.push(path);
    else groups.set(key, { checker, paths: [path], key });
  }
  return { groups: [...groups.values()], unchecked };
}

const nameOf = (checker: Checker, path: string) =>
  inTree.has(checker.name) ? path : checker.byName ? basename(path) : "";

type Found = { tool: ToolPath } | { reason: string } | undefined;

/** The programs, by checker; for a missing program the reason, not a failure. */
async function toolsFor(used: ReadonlySet<Checker>, onProgress?: OnProgress): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  for (const { name, program } of used) {
    if (program === undefined) continue;
    try {
      found.set(name, { tool: await getTool(program, onProgress ? { onProgress } : {}) });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const [first] = error.problems;
      found.set(name, { reason: `${first?.message ?? error.message}${first?.fix ? ` (${first.fix})` : ""}` });
    }
  }
  return found;
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), items.length) }, worker));
  return results;
}
