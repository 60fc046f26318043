import type { z } from "zod";
import { field } from "./field.ts";

/** Where a secret is to be found, never the secret itself. */
export const SecretRef = field({
  name: "SecretRef",
  what: "Where a secret is found: secret:NAME in the environment's secret store, env:VARIABLE, or file:/path on the controller.",
  examples: ["secret:loki-push-token", "env:SLACK_TOKEN", "file:/run/keys/slack"],
  pattern: "^(secret:[a-z][a-z0-9-]*|env:[A-Z_][A-Z0-9_]*|file:/.+)$",
  refuse: (text) =>
    /^(secret:[a-z][a-z0-9-]{0,62}|env:[A-Z_][A-Z0-9_]*|file:\/.+)$/.test(text)
      ? undefined
      : {
          code: "secret-in-plain-text",
          message: "this must say where the secret is, not what it is",
          want: "secret:NAME, env:VARIABLE or file:/path",
          fix: "Please set: secret:my-token   # then `./logstead secrets set my-token` stores the value, encrypted",
          hideValue: true,
        },
});
export type SecretRef = z.output<typeof SecretRef>;

/** The name in the environment's own store, or undefined when the secret lives elsewhere. */
export function storedName(ref: SecretRef): string | undefined {
  return ref.startsWith("secret:") ? ref.slice("secret:".length) : undefined;
}

/** Somebody who can decrypt, as age writes it (bech32, age-encryption.org/v1). */
export const AgeRecipient = field({
  name: "AgeRecipient",
  what: "An age public key: age1 and 58 letters and digits.",
  examples: [`age1${"q".repeat(58)}`],
  pattern: "^age1[02-9ac-hj-np-z]{58}$",
  refuse: (text) =>
    /^age1[02-9ac-hj-np-z]{58}$/.test(text)
      ? undefined
      : {
          code: text.startsWith("AGE-SECRET-KEY-") ? "secret-in-plain-text" : "bad-recipient",
          message: text.startsWith("AGE-SECRET-KEY-")
            ? "this is the private key; only its public part belongs here"
            : "this is not an age public key",
          want: "age1 and 58 letters and digits",
          fix: "./logstead secrets key   makes a key and prints its public part",
          hideValue: text.startsWith("AGE-SECRET-KEY-"),
        },
});
