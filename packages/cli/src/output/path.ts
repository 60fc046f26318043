import { isAbsolute, relative } from "node:path";

/** A path as a person at this prompt would type it: relative when it lies below. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === "" || short.startsWith("..") || isAbsolute(short) ? path : short;
}
