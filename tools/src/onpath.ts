import { statSync } from "node:fs";
import { probe } from "./probe.ts";
import type { Program, Tool } from "./types.ts";
import { which } from "./which.ts";

export type OnPath =
  | { right: true; version: string; path: string }
  /** `seen`: what is there instead, in words. */
  | { right: false; seen?: string };

/** Answers by file identity: a program that did not change is not asked twice by one process. */
const answers = new Map<string, Promise<OnPath>>();

export function findOnPath(tool: Tool, program: Program, root: string): Promise<OnPath> {
  const path = which(program.name);
  if (!path) return Promise.resolve({ right: false });
  const known = `${path}\0${tool.version}\0${identity(path)}`;
  const answer = answers.get(known) ?? askThere(tool, program, path, root);
  answers.set(known, answer);
  return answer;
}

async function askThere(tool: Tool, program: Program, path: string, root: string): Promise<OnPath> {
  const { right, version, instead } = await probe(tool, program, path, root);
  if (right) return { right, path, version: version ?? tool.version };
  return { right, seen: `${path} is ${instead ?? version ?? "of another version"}` };
}

function identity(path: string): string {
  const { size, mtimeMs, ino } = statSync(path);
  return `${size} ${mtimeMs} ${ino}`;
}
