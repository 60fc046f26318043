import { LabelName, Regex } from "@logstead/inventory";
import { z } from "zod";
import { parsePath } from "../interpret/json.ts";

const FieldName = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, "a field is named with letters, digits and underscores")
  .meta({ title: "FieldName", description: "The name of an extracted field." });
const source = FieldName.optional().describe("The field to read; default: the line.");
const Path = z
  .string()
  .refine((text) => text === "" || parsePath(text) !== undefined, "not a path such as a.b or a[0]");

/** `[level, class]` or `{level: severity}`: names with the field each comes from. */
const Names = z.union([z.array(LabelName).min(1), z.record(LabelName, FieldName)]);

const stage = <K extends string, T extends z.ZodType>(name: K, body: T, about: string) =>
  z.strictObject({ [name]: body } as { [key in K]: T }).describe(about);

const simple = [
  stage(
    "json",
    z.strictObject({
      expressions: z
        .record(FieldName, Path)
        .describe("Field by path: `level`, `http.status`; empty: the path is the field's name."),
      source,
    }),
    "Reads fields of a JSON object; what is not JSON stays as it is.",
  ),
  stage(
    "logfmt",
    z.strictObject({
      mapping: z.record(FieldName, z.string()).describe("Field by key; empty: the key is the field's name."),
      source,
    }),
    "Reads fields of key=value pairs.",
  ),
  stage(
    "regex",
    z.strictObject({ expression: Regex.describe("RE2; each named group becomes a field."), source }),
    "Reads fields with an expression.",
  ),
  stage("docker", z.strictObject({}), "Unwraps a line of Docker's json-file driver."),
  stage("cri", z.strictObject({}), "Unwraps a line of the k8s-file format and joins its parts."),
  stage(
    "multiline",
    z.strictObject({
      firstline: Regex.describe("Matches the first line of an entry."),
      max_wait_time: z
        .string()
        .regex(/^\d+(ms|s|m)$/)
        .default("3s")
        .describe("How long to wait for more lines."),
      max_lines: z.int().min(2).max(1000).default(128).describe("The most lines of one entry."),
    }),
    "Joins lines, such as a stack trace, up to the next first line. Before anything that makes labels or metadata.",
  ),
  stage("decolorize", z.strictObject({}), "Removes terminal colours."),
  stage(
    "timestamp",
    z.strictObject({
      source: FieldName.describe("The field that holds the time."),
      format: z
        .union([z.string(), z.array(z.string()).min(1)])
        .describe("A Go layout, RFC3339, Unix, UnixMs, …; of several the first that fits."),
      example: z.string().describe("A time as it stands in the lines; the check parses it with the format."),
    }),
    "Sets the entry's time. The time zone of times that name none is the source's.",
  ),
  stage(
    "replace",
    z.strictObject({
      expression: Regex.describe("RE2; the groups are replaced, without one the whole match."),
      replace: z.string().max(200).describe("What stands there instead."),
      source,
    }),
    "Replaces text.",
  ),
  stage("set", z.strictObject({ field: FieldName, value: z.string().max(200) }), "Sets a field."),
  stage(
    "static_labels",
    z.record(LabelName, z.string().min(1).max(200)),
    "Labels with one value; the source's own settings win.",
  ),
  stage(
    "labels",
    Names,
    "Fields that become labels where the site's policy allows it, else structured metadata.",
  ),
  stage(
    "structured_metadata",
    Names,
    "Fields that become structured metadata, unless the site's policy makes them labels or drops them.",
  ),
  stage("labeldrop", z.array(LabelName).min(1), "Removes labels."),
  stage("output", z.strictObject({ source: FieldName }), "Makes the field the line."),
  stage(
    "drop",
    z.strictObject({
      expression: Regex,
      reason: z
        .string()
        .regex(/^[a-z][a-z0-9_]*$/)
        .describe("The reason under which the collector counts the line."),
    }),
    "Drops lines that match, counted by the reason.",
  ),
  stage(
    "sampling",
    z.strictObject({
      rate: z
        .number()
        .gt(0, "this would keep nothing; a drop stage says so")
        .lt(1, "this would keep everything; the share is a part of one (0.1)")
        .describe("The share of lines that is kept, between 0 and 1: 0.1 keeps one in ten."),
      reason: z
        .string()
        .regex(/^[a-z][a-z0-9_]*$/)
        .default("sampled_out")
        .describe("The reason under which the collector counts the others."),
    }),
    "Keeps a share of the lines, drawn by lot. Only inside of `match`, so that what is rare stays whole.",
  ),
] as const;

const Simple = z.union(simple);

const Match = stage(
  "match",
  z.strictObject({
    line: Regex.describe("RE2; the stages run on lines that match."),
    stages: z.array(Simple).min(1),
  }),
  "Runs stages on some lines only.",
);
export const PipelineStage = z.union([...simple, Match]);
export type PipelineStage = z.output<typeof PipelineStage>;

/** One pipeline as its author writes it. */
export const PipelineFile = z.strictObject({
  description: z.string().min(1).max(300).describe("What lines it is for."),
  unwrap: z
    .strictObject({
      "json-file": z.array(Simple).min(1).optional(),
      "k8s-file": z.array(Simple).min(1).optional(),
    })
    .optional()
    .describe(
      "For container pipelines: the first stages, by the format that the source's log driver writes; default: the docker or cri stage.",
    ),
  stages: z.array(PipelineStage).describe("What is done to each line, in order."),
});
export type PipelineFile = z.output<typeof PipelineFile>;

/** Names of stages, for messages and the reference. */
export const stageNames: string[] = [...simple, Match].map((form) => Object.keys(form.shape)[0] as string);
export const stageSchemas = [...simple, Match];
