/*
 * State is plain data: objects, arrays, Maps, Sets, typed arrays, numbers, strings. This codec writes it as
 * JSON text and reads back exactly what was there: every bit of every number, the order of every Map.
 */

const typed = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array } as const;
type TypedName = keyof typeof typed;
const tag = "$";

/** The JSON text of any plain data; throws on functions, symbols and class instances. */
export function encode(data: unknown): string {
  return JSON.stringify(plain(data));
}

/** The data whose text `encode` made. Throws a SyntaxError or TypeError if the text is not of its making. */
export function decode(text: string): unknown {
  return revive(JSON.parse(text));
}

function plain(value: unknown): unknown {
  if (typeof value === "number") return plainNumber(value);
  if (value === undefined) return { [tag]: "undefined" };
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value !== "object") throw new TypeError(`state holds a ${typeof value}`);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map)
    return { [tag]: "Map", of: [...value].map(([key, item]) => [plain(key), plain(item)]) };
  if (value instanceof Set) return { [tag]: "Set", of: [...value].map(plain) };
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    if (!(name in typed)) throw new TypeError(`state holds a ${name}`);
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { [tag]: name, of: bytes.toString("base64") };
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new TypeError("state holds a class instance");
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) out[key] = plain(item);
  return out;
}

function plainNumber(value: number): unknown {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return { [tag]: "number", of: Object.is(value, -0) ? "-0" : String(value) };
}

function revive(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(revive);
  const record = value as Record<string, unknown>;
  const kind = record[tag];
  if (kind === undefined) {
    const out: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(record)) out[key] = revive(item);
    return out;
  }
  if (kind === "undefined") return undefined;
  if (kind === "number") return Number(record.of);
  if (kind === "Map")
    return new Map((record.of as [unknown, unknown][]).map(([key, item]) => [revive(key), revive(item)]));
  if (kind === "Set") return new Set((record.of as unknown[]).map(revive));
  const make = typed[kind as TypedName];
  if (!make) throw new TypeError(`unknown kind of data ${String(kind)}`);
  const bytes = Buffer.from(record.of as string, "base64");
  const own = new Uint8Array(bytes.byteLength);
  own.set(bytes);
  return new make(own.buffer);
}
