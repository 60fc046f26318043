/** The text of a scalar; lists and mappings are refused. */
export function textOf(value: unknown, filter: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || value instanceof String)
    return String(value);
  throw new TypeError(`${filter} takes text, not ${value === null ? "null" : `a ${typeof value}`}.`);
}
