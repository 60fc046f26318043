import { type Operation, type Properties, plain, secretStrings } from "../kit/index.ts";

const SHORTEST = 3;

/**
 * Takes what is secret out of a text that people will read. Each line of a secret counts, since output
 * comes in lines; strings shorter than three characters would blank half the text and are left.
 */
export function redactor(secrets: string[]): (text: string) => string {
  const parts = secrets
    .flatMap((text) => [text, ...text.split("\n")])
    .map((text) => text.trim())
    .filter((text) => text.length >= SHORTEST);
  const longestFirst = [...new Set(parts)].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((rest, part) => rest.replaceAll(part, "[secret]"), text);
}

/** Inputs as plain values, with a redactor that knows what is secret in them and in the old state. */
export function readInputs<T>(
  operation: Operation,
  inputs: Properties,
): { values: T; redact: (text: string) => string } {
  const values = plain(inputs) as T & Partial<Record<"connection", object>>;
  const secrets = [inputs, operation.state].flatMap(({ connection, ...rest }) => secretStrings(rest));
  return { values, redact: redactor([...secrets, ...credentials(values.connection)]) };
}

/** A connection is secret as a whole, but hiding `root` and the host's name would make errors useless. */
function credentials(connection: object | undefined): string[] {
  return Object.entries(connection ?? {}).flatMap(([key, value]) => {
    if (key === "proxy") return credentials(value);
    return /^(password|privateKey|privateKeyPassword)$/.test(key) ? [String(value)] : [];
  });
}
