import { z } from "zod";
import { field } from "./field.ts";

/** The name of a host, group, tenant, source or pipeline: one DNS label (RFC 1123) in lower case. */
export const Name = field({
  name: "Name",
  what: "A name: lower-case letters, digits and hyphens, at most 63 characters, starting with a letter.",
  examples: ["ocean", "scoring-api"],
  pattern: "^[a-z][a-z0-9-]{0,62}$",
  refuse: (text) =>
    /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)
      ? undefined
      : {
          code: "bad-name",
          message: "this is not a usable name",
          want: "lower-case letters, digits and hyphens, starting with a letter, at most 63 characters (RFC 1123)",
          fix: `Please set: ${
            text
              .toLowerCase()
              .replace(/[^a-z0-9]+/g, "-")
              .replace(/^[^a-z]+/, "")
              .slice(0, 63)
              .replace(/-+$/, "") || "my-name"
          }`,
        },
});
export type Name = z.output<typeof Name>;

/** A Loki label name (the Prometheus data model: `[a-zA-Z_][a-zA-Z0-9_]*`, `__…` is reserved). */
export const LabelName = field({
  name: "LabelName",
  what: "The name of a label: letters, digits and underscores, not starting with a digit or with __.",
  examples: ["component", "host"],
  pattern: "^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$",
  refuse: (text) =>
    /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/.test(text)
      ? undefined
      : {
          code: "bad-label-name",
          message: text.startsWith("__")
            ? "names that start with __ are kept for the collectors' own use"
            : "this is not a label name",
          want: "letters, digits and underscores, not starting with a digit or with __",
          fix: `Please set: ${text.replace(/[^a-zA-Z0-9_]+/g, "_").replace(/^[_\d]+/, "") || "component"}`,
        },
});
export type LabelName = z.output<typeof LabelName>;

/** The one enumeration of levels; other spellings are aliases. */
export const LogLevel = z
  .enum(["DEBUG", "INFO", "WARN", "ERROR", "FATAL"])
  .meta({ title: "LogLevel", description: "A log level." });
export type LogLevel = z.output<typeof LogLevel>;

/** Free text on one line. */
export const Text = z.string().min(1).max(500).meta({ title: "Text" });
