/** How deep `**` looks in a POSIX shell, which does not know it. */
const levels = 4;

/**
 * Globs of Go's doublestar as words of a POSIX shell: braces become several words, `**` a few levels of
 * folders, and everything that is no wildcard stands for itself.
 */
export const shellGlobs = (globs: readonly string[]): string =>
  [...new Set(globs.flatMap(withoutBraces).flatMap(withoutLevels))].map(escaped).join(" ");

function withoutBraces(glob: string): string[] {
  const inner = /\{([^{}]*)\}/.exec(glob);
  if (!inner) return [glob];
  const before = glob.slice(0, inner.index);
  const after = glob.slice(inner.index + inner[0].length);
  return (inner[1] as string)
    .split(",")
    .flatMap((alternative) => withoutBraces(`${before}${alternative}${after}`));
}

function withoutLevels(glob: string): string[] {
  const at = glob.indexOf("**");
  if (at === -1) return [glob];
  const before = glob.slice(0, at);
  const after = glob.slice(at + 2).replace(/^\//, "");
  return Array.from({ length: levels }, (_, depth) =>
    withoutLevels(`${before}${"*/".repeat(depth)}${after || "*"}`),
  ).flat();
}

const escaped = (glob: string) => glob.replaceAll(/[^\w/.:@+,=*?[\]-]/g, "\\$&");
