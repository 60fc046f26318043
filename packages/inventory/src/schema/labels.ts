import { LabelName, LogLevel } from "@logstead/fields";
import { z } from "zod";

/** Which labels exist, which every stream must have, and what other names mean. */
export const Labels = z
  .strictObject({
    required: z
      .array(LabelName)
      .prefault(["tenant", "service", "stage", "component"])
      .describe("Labels every stream has."),
    allowed: z
      .array(LabelName)
      .prefault([
        "job",
        "kind",
        "host",
        "source",
        "level",
        "unit",
        "container",
        "stream",
        "version",
        "environment",
        "region",
        "cluster",
      ])
      .describe("Labels a stream may have besides the required ones; any other name is refused."),
    aliases: z
      .record(LabelName, LabelName)
      .prefault({ environment: "stage" })
      .describe("Other names of a label: `environment: stage` makes queries for either mean the same."),
    componentMeans: z
      .enum(["application", "collector"])
      .default("application")
      .describe("What `component` names: the application or the collector."),
    budget: z
      .int()
      .min(5)
      .max(30)
      .default(15)
      .describe(
        "The most labels one stream may have; Loki refuses more than 15 (limits_config.max_label_names_per_series).",
      ),
    static: z
      .record(LabelName, z.string().min(1).max(200))
      .prefault({})
      .describe("Labels with one value on every stream of the site, e.g. region and cluster."),
  })
  .prefault({})
  .describe("The label strategy: a list of what is allowed, not of what is forbidden.");
export type Labels = z.output<typeof Labels>;

export const Levels = z
  .strictObject({
    case: z
      .enum(["upper", "lower"])
      .default("upper")
      .describe("How the `level` label is written; queries and rules use the same spelling."),
    aliases: z
      .record(z.string().min(1).max(40), LogLevel)
      .prefault({
        CRITICAL: "FATAL",
        LOG: "INFO",
        NOTICE: "INFO",
        WARNING: "WARN",
        TRACE: "DEBUG",
        PANIC: "FATAL",
        EMERG: "FATAL",
        ALERT: "FATAL",
        CRIT: "FATAL",
        ERR: "ERROR",
      })
      .describe(
        "Other spellings of a level, compared without regard to case. Written ones join the built-in ones.",
      ),
  })
  .prefault({})
  .describe("The levels DEBUG, INFO, WARN, ERROR and FATAL, and what else means one of them.");
export type Levels = z.output<typeof Levels>;

export const Field = z.strictObject({
  as: z
    .enum(["label", "structuredMetadata", "drop"])
    .describe(
      "A stream label (few values only), structured metadata (searchable, any number of values), or dropped.",
    ),
  redact: z
    .boolean()
    .default(false)
    .describe("Whether the value is hashed or masked first, because it names a person."),
});
export const Fields = z
  .record(LabelName, Field)
  .prefault({
    request_id: { as: "structuredMetadata" },
    trace_id: { as: "structuredMetadata" },
    user_id: { as: "structuredMetadata", redact: true },
    user_name: { as: "structuredMetadata", redact: true },
    session_id: { as: "structuredMetadata" },
    pid: { as: "structuredMetadata" },
    thread: { as: "structuredMetadata" },
    cursor: { as: "drop" },
    level: { as: "label" },
  })
  .describe(
    "What becomes of each extracted field; fields not named here become structured metadata. Written ones join the built-in ones.",
  );
export type Fields = z.output<typeof Fields>;

/** The log format that all components share, and other names of its fields. */
export const LogSchema = z
  .strictObject({
    required: z
      .array(LabelName)
      .prefault(["timestamp", "level", "component", "message"])
      .describe("Fields every structured line has."),
    recommended: z
      .array(LabelName)
      .prefault(["request_id", "duration_ms", "error"])
      .describe("Fields a line has where they make sense."),
    site: z
      .array(LabelName)
      .prefault([])
      .describe("Further fields of this site, e.g. operation, model_version."),
    aliases: z
      .record(LabelName, LabelName)
      .prefault({
        latency_ms: "duration_ms",
        latency: "duration_ms",
        request_time: "duration_ms",
        service: "component",
      })
      .describe("Other names of a field; queries and dashboards use the name on the right."),
  })
  .prefault({})
  .describe("The common log format.");
export type LogSchema = z.output<typeof LogSchema>;
