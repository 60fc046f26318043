/*
 * Writes state as JSON text and reads back exactly what was there: every bit of every number, the order of
 * every Map, and which objects were one and the same. Objects stand in one flat list and refer to each other
 * by their place in it, so that shared and circular references and deep chains need no care.
 */

const typed = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Uint16Array,
  Uint8Array,
  BigUint64Array,
} as const;
type TypedName = keyof typeof typed;

/** A class whose instances may be in the state: `make` gives a fresh one; `leave` names fields not kept. */
export interface StateClass {
  make(): object;
  leave?: readonly string[];
}
export type StateClasses = Readonly<Record<string, StateClass>>;

/** A primitive, or `["r", place]`, `["n", number JSON lacks]`, `["u"]` for undefined. */
type Cell = null | boolean | string | number | [string] | [string, string | number];
type Entry =
  | { t: "object"; k: string[]; v: Cell[]; c?: string }
  | { t: "array"; v: Cell[] }
  | { t: "Set"; v: Cell[] }
  | { t: "Map"; k: Cell[]; v: Cell[] }
  | { t: TypedName; b: string };

/** The text of any data; throws a TypeError on functions, symbols and instances of unnamed classes. */
export function encode(data: unknown, classes: StateClasses = {}): string {
  const places = new Map<object, number>();
  const queue: object[] = [];
  const cell = (value: unknown): Cell => {
    if (value === null || typeof value === "boolean" || typeof value === "string") return value as Cell;
    if (typeof value === "number")
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ["n", Object.is(value, -0) ? "-0" : String(value)];
    if (value === undefined) return ["u"];
    if (typeof value !== "object") throw new TypeError(`state holds a ${typeof value}`);
    let place = places.get(value);
    if (place === undefined) {
      place = queue.length;
      places.set(value, place);
      queue.push(value);
    }
    return ["r", place];
  };
  const root = cell(data);
  const parts: string[] = [];
  for (let i = 0; i < queue.length; i++)
    parts.push(JSON.stringify(entryOf(queue[i] as object, cell, classes)));
  return `{"root":${JSON.stringify(root)},"heap":[${parts.join(",\n")}]}`;
}

function entryOf(value: object, cell: (value: unknown) => Cell, classes: StateClasses): Entry {
  if (Array.isArray(value)) return { t: "array", v: value.map(cell) };
  if (value instanceof Map)
    return { t: "Map", k: [...value.keys()].map(cell), v: [...value.values()].map(cell) };
  if (value instanceof Set) return { t: "Set", v: [...value].map(cell) };
  const name = value.constructor?.name ?? "Object";
  if (ArrayBuffer.isView(value)) {
    if (!(name in typed)) throw new TypeError(`state holds a ${name}`);
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { t: name as TypedName, b: bytes.toString("base64") };
  }
  if (name !== "Object" && !(name in classes)) throw new TypeError(`state holds an instance of ${name}`);
  const left = classes[name]?.leave ?? [];
  const fields = Object.entries(value).filter(([key]) => !left.includes(key));
  const entry: Entry = {
    t: "object",
    k: fields.map(([key]) => key),
    v: fields.map(([, item]) => cell(item)),
  };
  return name === "Object" ? entry : { ...entry, c: name };
}

/** The data whose text `encode` made; throws a SyntaxError or TypeError if the text is not of its making. */
export function decode(text: string, classes: StateClasses = {}): unknown {
  const { root, heap } = JSON.parse(text) as { root: Cell; heap: Entry[] };
  const objects = heap.map((entry) => empty(entry, classes));
  const value = (cell: Cell): unknown => {
    if (!Array.isArray(cell)) return cell;
    if (cell[0] === "u") return undefined;
    if (cell[0] === "n") return Number(cell[1]);
    return objects[cell[1] as number];
  };
  heap.forEach((entry, i) => {
    const object = objects[i] as object;
    if (entry.t === "array") for (const item of entry.v) (object as unknown[]).push(value(item));
    else if (entry.t === "Set") for (const item of entry.v) (object as Set<unknown>).add(value(item));
    else if (entry.t === "Map")
      for (const [j, key] of entry.k.entries())
        (object as Map<unknown, unknown>).set(value(key), value(entry.v[j] as Cell));
    else if (entry.t === "object")
      for (const [j, key] of entry.k.entries())
        Object.defineProperty(object, key, {
          value: value(entry.v[j] as Cell),
          writable: true,
          enumerable: true,
          configurable: true,
        });
  });
  return value(root);
}

function empty(entry: Entry, classes: StateClasses): object {
  if (entry.t === "array") return [];
  if (entry.t === "Map") return new Map();
  if (entry.t === "Set") return new Set();
  if (entry.t === "object") {
    if (entry.c === undefined) return {};
    const named = classes[entry.c];
    if (!named) throw new TypeError(`the state holds an instance of ${entry.c}`);
    return named.make();
  }
  const make = typed[entry.t];
  if (!make) throw new TypeError(`unknown kind of data ${String(entry.t)}`);
  const bytes = Buffer.from(entry.b, "base64");
  const own = new Uint8Array(bytes.byteLength);
  own.set(bytes);
  return new make(own.buffer);
}
