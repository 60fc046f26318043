/**
 * File globs as the provider documents them: `*` and `?` stop at `/`, `**` does not, `[a-z]`, `[!a-z]`,
 * `{a,b}` and `\` for the next character as it is; a rule that begins with `!` takes files out again.
 */
export function selectPaths(rules: string[], paths: string[]): string[] {
  const compiled = rules.map((rule) => ({
    exclude: rule.startsWith("!"),
    matches: globPattern(rule.replace(/^!/, "")),
  }));
  return paths.filter((path) =>
    compiled.reduce((chosen, rule) => (rule.matches.test(path) ? !rule.exclude : chosen), false),
  );
}

export function globPattern(glob: string): RegExp {
  let pattern = "";
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] as string;
    const set = char === "[" ? /^\[(!?)((?:\\.|[^\]\\])+)\]/.exec(glob.slice(i)) : null;
    if (char === "*") {
      const deep = glob[i + 1] === "*";
      pattern += deep ? ".*" : "[^/]*";
      if (deep) i++;
    } else if (char === "?") pattern += "[^/]";
    else if (set) {
      pattern += `[${set[1] ? "^" : ""}${set[2]?.replace(/[\^[]/g, "\\$&")}]`;
      i += set[0].length - 1;
    } else if (char === "{" && glob.includes("}", i)) {
      pattern += "(?:";
      depth++;
    } else if (char === "}" && depth > 0) {
      pattern += ")";
      depth--;
    } else if (char === "," && depth > 0) pattern += "|";
    else {
      if (char === "\\") i++;
      pattern += (glob[i] ?? "\\").replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");
    }
  }
  return new RegExp(`^${pattern}$`, "s");
}
