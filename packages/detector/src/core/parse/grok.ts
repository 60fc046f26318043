/** Pattern definitions by name, in Logstash's syntax. */
export type GrokLibrary = ReadonlyMap<string, string>;

export interface GrokProblem {
  code: "grok/syntax" | "grok/unknown" | "grok/cycle" | "grok/expression";
  /** The pattern, or the line of the file for a syntax problem. */
  at: string;
  message: string;
}

/** A compiled pattern: gives the fields of a text that matches, from its start to its end. */
export interface Grok {
  readonly fields: readonly string[];
  exec(text: string): Record<string, string | number> | undefined;
}

/** Reads pattern files; later definitions replace earlier ones. Comments start with `#`. */
export function readGrok(texts: Iterable<string>): { library: GrokLibrary; problems: GrokProblem[] } {
  const library = new Map<string, string>();
  const problems: GrokProblem[] = [];
  for (const text of texts)
    for (const [i, line] of text.split(/\r?\n/).entries()) {
      if (line.trim() === "" || line.startsWith("#")) continue;
      const found = /^([A-Z0-9_]+)\s+(\S.*)$/.exec(line);
      if (found) library.set(found[1] as string, found[2] as string);
      else
        problems.push({
          code: "grok/syntax",
          at: `line ${i + 1}`,
          message: `'${line}' is no definition: NAME, a blank, an expression`,
        });
    }
  return { library, problems };
}

/** Deeper than that, patterns name each other without end or for no reason. */
const maxDepth = 16;
const reference = /%\{([A-Z0-9_]+)(?::([^:}]+))?(?::(int|float|string))?\}/g;

/** Compiles an expression such as `%{IP:client} %{NUMBER:bytes:int}`. */
export function compileGrok(expression: string, library: GrokLibrary): Grok | GrokProblem {
  const fields: string[] = [];
  const casts: ("int" | "float" | "string" | undefined)[] = [];
  let trouble: GrokProblem | undefined;
  const expand = (text: string, path: readonly string[]): string =>
    text.replace(reference, (_, name: string, field?: string, cast?: "int" | "float" | "string") => {
      const definition = library.get(name);
      if (definition === undefined)
        trouble ??= {
          code: "grok/unknown",
          at: path.at(-1) ?? expression,
          message: `there is no pattern ${name}`,
        };
      else if (path.includes(name) || path.length >= maxDepth)
        trouble ??= { code: "grok/cycle", at: name, message: `${name} is defined by itself` };
      if (trouble) return "";
      let group = "(?:";
      if (field !== undefined) {
        group = `(?<f${fields.length}>`;
        fields.push(field);
        casts.push(cast);
      }
      return `${group}${expand(definition as string, [...path, name])})`;
    });
  // Groups that an expression names itself are fields too.
  const expanded = expand(expression, []).replace(/\(\?<(?!f\d+>)([A-Za-z_]\w*)>/g, (_, name: string) => {
    fields.push(name);
    casts.push(undefined);
    return `(?<f${fields.length - 1}>`;
  });
  if (trouble) return trouble;
  let compiled: RegExp;
  try {
    compiled = new RegExp(`^(?:${expanded})$`, "s");
  } catch (error) {
    return { code: "grok/expression", at: expression, message: (error as Error).message };
  }
  return {
    fields,
    exec(text) {
      const groups = compiled.exec(text)?.groups;
      if (!groups) return undefined;
      const result: Record<string, string | number> = {};
      for (const [i, field] of fields.entries()) {
        const value = groups[`f${i}`];
        if (value === undefined) continue;
        const number = casts[i] === "int" || casts[i] === "float" ? Number(value) : Number.NaN;
        result[field] = Number.isNaN(number) ? value : casts[i] === "int" ? Math.trunc(number) : number;
      }
      return result;
    },
  };
}

export const isGrokProblem = (result: Grok | GrokProblem): result is GrokProblem => "code" in result;
