/**
 * Several globs as one, since a target has room for one: `/var/log/a.log` and `/var/log/b/*` are
 * `/var/log/{a.log,b/*}`. The common folder stays in front, or the program would look for it elsewhere.
 */
export function together(globs: readonly string[]): string {
  const [first, ...rest] = [...new Set(globs)];
  if (first === undefined) return "";
  if (rest.length === 0) return first;
  const folders = first.split("/").slice(0, -1);
  const shared = folders.findIndex(
    (folder, i) => /[*?[{]/.test(folder) || rest.some((glob) => glob.split("/")[i] !== folder),
  );
  const depth = shared === -1 ? folders.length : shared;
  const tail = (glob: string) => glob.split("/").slice(depth).join("/");
  return `${folders.slice(0, depth).join("/")}/{${[first, ...rest].map(tail).join(",")}}`;
}
