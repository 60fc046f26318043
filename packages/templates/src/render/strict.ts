import { type Problem, problem } from "@logstead/base";
import nunjucks from "nunjucks";

/** A place in a template: compiled code passes it to each check. */
export type At = readonly [line: number, column: number, expression: string];

/**
 * Stands for what a template asked for and did not get. Whatever is done with it gives it again, so that a
 * render goes on to the next mistake and one mistake is told once.
 */
const missing: unknown = Object.freeze(() => missing);

/** Ends a render that cannot go on; the fields keep Nunjucks from wrapping it. */
export class TemplateFailure extends Error {
  readonly problem: Problem;
  readonly lineno: number;

  constructor(found: Problem) {
    super(found.message);
    this.problem = found;
    this.lineno = found.line ?? 1;
  }

  Update(): this {
    return this;
  }
}

interface Lookup {
  lookup(name: string): unknown;
}

/** The checks that the compiled code of one template calls. */
export function strictFor(file: string, report: (found: Problem) => void, exists: (name: string) => boolean) {
  const wrong = (at: At, code: string, message: string, more: Partial<Problem> = {}) => {
    report(problem(code, message, { file, line: at[0], column: at[1], path: at[2], ...more }));
    return missing;
  };
  const defined = (value: unknown, at: At, what: string, known: string[] = []) =>
    value === undefined
      ? wrong(at, "template-undefined", `${what} is not defined.`, {
          ...(known.length > 0 && { want: `one of ${known.slice(0, 12).join(", ")}` }),
          fix: `Name what the data has, or ask first: {| if ${at[2]} is defined |}`,
        })
      : value;

  const member = (of: unknown, key: unknown, at: At, lenient: boolean): unknown => {
    if (of === missing || key === missing) return missing;
    if (of === undefined || of === null)
      return wrong(at, "template-undefined", `There is nothing to take ${show(key)} from: it is ${of}.`);
    const value = ownMember(of as object, key as string);
    if (lenient) return value;
    const known = typeof of === "object" && !Array.isArray(of) ? Object.keys(of) : [];
    return defined(value, at, show(key), known);
  };

  return {
    member,
    symbol(frame: Lookup, context: Lookup, name: string, at: At, lenient: boolean): unknown {
      const inner = inherited(name) ? undefined : frame.lookup(name);
      const value = inner === undefined && !inherited(name) ? context.lookup(name) : inner;
      return lenient ? value : defined(value, at, show(name));
    },
    local: (value: unknown, at: At, lenient: boolean) => (lenient ? value : defined(value, at, show(at[2]))),
    output(value: unknown, at: At): unknown {
      if (value === missing) return "";
      if (value === undefined || value === null)
        return blank(wrong(at, "template-no-value", `There is nothing to write: it is ${value}.`));
      if (typeof value === "object" && !(value instanceof nunjucks.runtime.SafeString))
        return blank(
          wrong(at, "template-not-text", "This is data, not text.", { fix: "Add | yaml or | json" }),
        );
      if (typeof value === "function" || Number.isNaN(value))
        return blank(
          wrong(at, "template-not-text", "This is not text.", { got: String(value).slice(0, 40) }),
        );
      return value;
    },
    loop(value: unknown, names: number, at: At): unknown {
      if (value === missing) return [];
      const many =
        Array.isArray(value) || (typeof value === "object" && value !== null && Symbol.iterator in value);
      const pairs = names === 2 && typeof value === "object" && value !== null;
      if (many || pairs) return value;
      const want =
        names === 2 ? "a list or a mapping" : "a list (a mapping needs two names: for key, value in …)";
      wrong(at, "template-not-a-list", "This cannot be looped over.", { got: kind(value), want });
      return [];
    },
    call(value: unknown, context: unknown, args: unknown[], at: At): unknown {
      if (value === missing) return missing;
      if (typeof value !== "function")
        return wrong(at, "template-not-callable", "This cannot be called.", { got: kind(value) });
      return guarded(at, () => value.apply(context, args));
    },
    filter(name: string, filter: (...args: unknown[]) => unknown, context: unknown, args: unknown[], at: At) {
      if (args.includes(missing)) return missing;
      return defined(
        guarded(at, () => filter.apply(context, args)),
        at,
        `What the filter ${name} gives`,
      );
    },
    template(name: unknown, at: At): unknown {
      if (typeof name === "string" && exists(name)) return name;
      throw new TemplateFailure(
        problem("template-not-found", `There is no template ${show(name)}.`, {
          file,
          line: at[0],
          column: at[1],
        }),
      );
    },
  };

  function guarded(at: At, work: () => unknown): unknown {
    try {
      return work();
    } catch (error) {
      if (error instanceof TemplateFailure) throw error;
      return wrong(at, "template-filter", error instanceof Error ? error.message : String(error));
    }
  }
}

const blank = (_: unknown) => "";
const show = (value: unknown) =>
  value === missing ? "it" : (JSON.stringify(value) ?? String(value)).slice(0, 80);
const kind = (value: unknown) =>
  value === null ? "null" : typeof value === "object" ? "a mapping" : `a ${typeof value}`;

/** `constructor` and its like: every object has them, no data means them. */
const inherited = (key: unknown) => typeof key === "string" && key in Object.prototype;

function ownMember(of: object, key: string): unknown {
  if (inherited(key) && !(typeof of === "object" && Object.hasOwn(of, key))) return undefined;
  const value = (of as Record<string, unknown>)[key];
  return typeof value === "function" ? value.bind(of) : value;
}
