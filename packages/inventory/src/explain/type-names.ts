const typeNames: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};
export const typeName = (expected: string) => typeNames[expected] ?? expected;
export const typeOf = (value: unknown) =>
  Array.isArray(value)
    ? "a list"
    : typeof value === "number" && !Number.isFinite(value)
      ? "no finite number"
      : typeof value === "boolean"
        ? "a truth value"
        : (typeNames[typeof value] ?? typeof value);
