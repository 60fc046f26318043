/** Whether a pattern matches everything another one stands for (a plain path or a pattern of equal shape). */
export function covers(pattern: string, other: string): boolean {
  return toRegExp(pattern).test(other);
}

/** Whether two patterns can match one file; exact for `*` and `?`, cautious (no) for the rest. */
export function overlap(a: string, b: string): boolean {
  return a === b || covers(a, b.replaceAll("*", "x")) || covers(b, a.replaceAll("*", "x"));
}

const compiled = new Map<string, RegExp>();
function toRegExp(glob: string): RegExp {
  let regex = compiled.get(glob);
  if (!regex) {
    regex = compile(glob);
    compiled.set(glob, regex);
  }
  return regex;
}

function compile(glob: string): RegExp {
  const text = glob
    .replace(/[.+^$()|\\]/g, "\\$&")
    .replace(/\{([^{}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(",", "|")})`)
    .replace(/\*\*\/?|\*|\?(?!:)/g, (w) => (w.startsWith("**") ? ".*" : w === "*" ? "[^/]*" : "[^/]"));
  try {
    return new RegExp(`^${text}$`);
  } catch {
    // Brackets that are no character class stand for themselves.
    return new RegExp(`^${glob.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
  }
}
