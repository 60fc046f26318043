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
