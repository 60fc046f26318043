import { randomBytes } from "node:crypto";
import { ExitCode, ProblemError, problem } from "@logstead/base";

/** 256 random bits in letters, digits, - and _: strong, and safe in a URL, a header and a shell. */
export const randomSecret = () => randomBytes(32).toString("base64url");

const namePattern = /^[a-z][a-z0-9-]{0,62}$/;
const maxBytes = 64 * 1024;

/** The rules of the inventory's `secret:NAME`; a name becomes a file name in the state store. */
export function checkName(name: string): void {
  if (namePattern.test(name)) return;
  throw new ProblemError(
    problem("secret-name", "this is no name of a secret", {
      got: name.length > 70 ? `${name.length} characters` : name,
      want: "small letters, digits and -, starting with a letter, at most 63",
    }),
    ExitCode.usage,
  );
}

/** Refuses what a reader of the value would trip over; says nothing of the value but its size. */
export function checkValue(name: string, value: string): void {
  const size = Buffer.byteLength(value);
  const wrong =
    size === 0
      ? "it is empty"
      : size > maxBytes
        ? `it has ${size} bytes`
        : value.includes("\0")
          ? "it holds a NUL"
          : undefined;
  if (!wrong) return;
  const want = `text of 1 to ${maxBytes} bytes`;
  throw new ProblemError(
    problem("secret-value", `the value for '${name}' cannot be kept: ${wrong}`, { want }),
    ExitCode.usage,
  );
}
