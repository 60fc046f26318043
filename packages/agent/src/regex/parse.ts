import { perl, posix, property } from "./classes.ts";
import { complement, maxCodePoint, type Node, type Parsed, tidy } from "./node.ts";

interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
  U: boolean;
}

/** Reads an expression that RE2 has accepted; throws on syntax it does not know, which the caller takes as "ask RE2 itself". */
export function parse(text: string): Parsed {
  const parser = new Parser(text);
  const node = parser.alternatives();
  if (!parser.atEnd) throw new Error(`unexpected ) at ${parser.at}`);
  return { node, names: parser.names };
}

class Parser {
  readonly names: string[] = [""];
  at = 0;
  readonly #chars: string[];
  #flags: Flags = { i: false, m: false, s: false, U: false };

  constructor(text: string) {
    this.#chars = [...text];
  }

  get atEnd(): boolean {
    return this.at >= this.#chars.length;
  }

  #rest(count: number): string {
    return this.#chars.slice(this.at, this.at + count).join("");
  }

  #take(text: string): boolean {
    if (this.#rest([...text].length) !== text) return false;
    this.at += [...text].length;
    return true;
  }

  #next(): string {
    const char = this.#chars[this.at++];
    if (char === undefined) throw new Error("the expression ends too early");
    return char;
  }

  alternatives(): Node {
    const outer = { ...this.#flags };
    const items = [this.#sequence()];
    while (this.#take("|")) items.push(this.#sequence());
    this.#flags = outer;
    return items.length === 1 ? (items[0] as Node) : { type: "alt", items };
  }

  #sequence(): Node {
    const items: Node[] = [];
    while (!this.atEnd && !"|)".includes(this.#rest(1))) {
      if (this.#take("\\Q")) {
        while (!this.atEnd && !this.#take("\\E")) items.push(this.#literal(this.#next()));
        const last = items.pop();
        if (last) items.push(this.#repeated(last));
        continue;
      }
      if (this.#take("\\E")) continue;
      const atom = this.#atom();
      if (atom) items.push(this.#repeated(atom));
    }
    return items.length === 1
      ? (items[0] as Node)
      : items.length === 0
        ? { type: "empty" }
        : { type: "cat", items };
  }

  #repeated(item: Node): Node {
    const bounds = this.#bounds();
    if (!bounds) return item;
    const lazy = this.#take("?");
    const node: Node = { type: "repeat", ...bounds, greedy: lazy === this.#flags.U, item };
    return this.#repeated(node);
  }

  #bounds(): { min: number; max: number } | undefined {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    // Anything else in braces stands for itself.
    const match = /^\{(\d+)(,(\d*))?\}/.exec(this.#rest(16));
    if (!match) return undefined;
    this.at += match[0].length;
    const min = Number(match[1]);
    return {
      min,
      max: match[2] === undefined ? min : match[3] ? Number(match[3]) : Number.POSITIVE_INFINITY,
    };
  }

  #atom(): Node | undefined {
    const char = this.#next();
    switch (char) {
      case "^":
        return { type: "assert", kind: this.#flags.m ? "line-start" : "text-start" };
      case "$":
        return { type: "assert", kind: this.#flags.m ? "line-end" : "text-end" };
      case ".":
        return { type: "set", ranges: this.#flags.s ? [0, maxCodePoint] : complement([10, 10]), fold: false };
      case "(":
        return this.#group();
      case "[":
        return this.#set();
      case "\\":
        return this.#escape();
      default:
        return this.#literal(char);
    }
  }

  #literal(char: string): Node {
    const code = char.codePointAt(0) as number;
    return { type: "set", ranges: [code, code], fold: this.#flags.i };
  }

  #group(): Node | undefined {
    if (!this.#take("?")) return this.#captured("");
    const name = /^P?<(\w+)>/.exec(this.#rest(100))?.[0];
    if (name) {
      this.at += name.length;
      return this.#captured(name.replace(/^P?</, "").slice(0, -1));
    }
    const flags = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(this.#rest(12));
    if (!flags) throw new Error(`an unknown group at ${this.at}`);
    this.at += flags[0].length;
    const set = { ...this.#flags };
    for (const flag of flags[1] ?? "") set[flag as keyof Flags] = true;
    for (const flag of flags[2] ?? "") set[flag as keyof Flags] = false;
    if (flags[3] === ")") {
      this.#flags = set;
      return undefined;
    }
    return this.#closed(undefined, set);
  }

  #captured(name: string): Node {
    this.names.push(name);
    return this.#closed(this.names.length - 1, this.#flags);
  }

  #closed(capture: number | undefined, flags: Flags): Node {
    const outer = this.#flags;
    this.#flags = { ...flags };
    const item = this.alternatives();
    this.#flags = outer;
    if (!this.#take(")")) throw new Error("a ( is not closed");
    return { type: "group", capture, item };
  }

  #escape(): Node {
    const char = this.#next();
    const assert = { A: "text-start", z: "text-end", b: "word", B: "not-word" } as const;
    if (char in assert) return { type: "assert", kind: assert[char as keyof typeof assert] };
    const fold = this.#flags.i;
    const known = perl[char];
    if (known) return { type: "set", ranges: known, fold };
    if (char === "p" || char === "P") {
      const js = this.#property(char === "P");
      return { type: "set", ranges: [0, maxCodePoint], fold, js };
    }
    const code = this.#escaped(char);
    return { type: "set", ranges: [code, code], fold };
  }

  #property(negated: boolean): string {
    const char = this.#next();
    let name = char;
    if (char === "{") {
      name = "";
      for (let c = this.#next(); c !== "}"; c = this.#next()) name += c;
    }
    const js = property(name, negated);
    if (!js) throw new Error(`an unknown class \\p{${name}}`);
    return js;
  }

  /** The code point of an escape of one character; `char` is what follows the backslash. */
  #escaped(char: string): number {
    const controls: Record<string, number> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
    const control = controls[char];
    if (control !== undefined) return control;
    if (char === "x") {
      const hex = /^(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(this.#rest(10));
      if (!hex) throw new Error("an unknown \\x escape");
      this.at += hex[0].length;
      return Number.parseInt((hex[1] ?? hex[2]) as string, 16);
    }
    if (/[0-7]/.test(char)) {
      const octal = /^[0-7]{0,2}/.exec(this.#rest(2))?.[0] ?? "";
      if (char !== "0" && octal === "") throw new Error("a back-reference");
      this.at += octal.length;
      return Number.parseInt(char + octal, 8);
    }
    if (/[A-Za-z89]/.test(char)) throw new Error(`an unknown escape \\${char}`);
    return char.codePointAt(0) as number;
  }

  #set(): Node {
    const negated = this.#take("^");
    const ranges: number[] = [];
    const properties: string[] = [];
    for (let first = true; first || this.#rest(1) !== "]"; first = false) this.#setItem(ranges, properties);
    this.#next();
    const fold = this.#flags.i;
    if (properties.length > 0) {
      const body = `${properties.join("")}${classText(tidy(ranges))}`;
      return { type: "set", ranges: [0, maxCodePoint], fold, js: `[${negated ? "^" : ""}${body}]` };
    }
    // A folded class is folded first and turned round then, so the turning round stays with the class.
    if (negated && fold)
      return { type: "set", ranges: complement(ranges), fold, js: `[^${classText(tidy(ranges))}]` };
    return { type: "set", ranges: negated ? complement(ranges) : tidy(ranges), fold };
  }

  #setItem(ranges: number[], properties: string[]): void {
    const named = /^\[:(\^?)(\w+):\]/.exec(this.#rest(14));
    const known = named && posix[named[2] as string];
    if (named && known) {
      this.at += named[0].length;
      ranges.push(...(named[1] ? complement(known) : known));
      return;
    }
    const from = this.#setChar(ranges, properties);
    if (from === undefined) return;
    if (this.#rest(1) === "-" && this.#rest(2) !== "-]") {
      this.#next();
      const to = this.#setChar([], []);
      if (to === undefined || to < from) throw new Error("a bad range");
      ranges.push(from, to);
    } else ranges.push(from, from);
  }

  /** One character, or a whole class, which is added at once. */
  #setChar(ranges: number[], properties: string[]): number | undefined {
    const char = this.#next();
    if (char !== "\\") return char.codePointAt(0) as number;
    const letter = this.#next();
    const known = perl[letter];
    if (known) ranges.push(...known);
    else if (letter === "p" || letter === "P") properties.push(this.#property(letter === "P"));
    else return this.#escaped(letter);
    return undefined;
  }
}

/** Ranges as the inside of a JavaScript class. */
export function classText(ranges: readonly number[]): string {
  let text = "";
  for (let i = 0; i < ranges.length; i += 2) {
    const [from, to] = [ranges[i] as number, ranges[i + 1] as number];
    text += from === to ? charText(from) : `${charText(from)}-${charText(to)}`;
  }
  return text;
}

/** One code point, safe inside and outside a class. */
export function charText(code: number): string {
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  const char = String.fromCharCode(code);
  return /[A-Za-z0-9 "'%&,:;<=>@_`~!#]/.test(char) ? char : `\\u${code.toString(16).padStart(4, "0")}`;
}
