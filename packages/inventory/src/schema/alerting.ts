import { Channel } from "@logstead/channels";
import { CronTime, Duration, HttpUrl, Name, Percent, Text } from "@logstead/fields";
import { z } from "zod";

const Severity = z.enum(["info", "warning", "critical"]);

/** A declared rule with its threshold and `for`, both open to change. `rate()` counts per second. */
const rule = (threshold: number, hold: string, unit: string) =>
  z
    .strictObject({
      enabled: z.boolean().default(true).describe("Whether it is rendered."),
      threshold: z.number().min(0).default(threshold).describe(`Fires above this: ${unit}.`),
      for: Duration.prefault(hold).describe("How long it must be above."),
    })
    .prefault({});

const Rules = z
  .strictObject({
    scoringApiErrorLogs: rule(0, "2m", "error lines per second").describe("Errors of the scoring API."),
    apiHighErrorRate: rule(0.05, "5m", "share of error lines").describe("Error share of the API gateway."),
    kafkaBrokerErrors: rule(5, "3m", "error lines per second and pod").describe("Kafka errors."),
    databaseConnectionErrors: rule(0, "2m", "failed connections per second").describe(
      "PostgreSQL connections that failed.",
    ),
    authenticationFailures: rule(10, "5m", "failed logins per second").describe("Failed logins at Keycloak."),
    securityViolations: rule(0, "1m", "lines per second").describe(
      "Lines that say unauthorized or forbidden.",
    ),
    slowQueriesDetected: rule(0, "3m", "slow statements per second").describe(
      "Slow statements of PostgreSQL.",
    ),
    highLatencyDetected: rule(5000, "3m", "milliseconds").describe("Slow answers of the scoring API."),
  })
  .prefault({})
  .describe("The declared alert rules, with the thresholds of the MLOps platform.");

export const Alerting = z
  .strictObject({
    routes: z
      .array(z.enum(["alertmanager", "grafana", "n8n"]))
      .optional()
      .describe(
        "The ways alerts leave; deduplicated over all of them. Default: n8n where the site has one, else none.",
      ),
    sources: z
      .enum(["rules", "detector", "both"])
      .default("both")
      .describe("What raises alerts; each alert says which."),
    channels: z.record(Name, Channel).prefault({}).describe("Where people are reached."),
    severities: z
      .partialRecord(Severity, z.array(Name))
      .prefault({})
      .describe(
        "Which channels an alert of each severity goes to; default: every severity to every channel.",
      ),
    rateLimit: z
      .strictObject({
        alerts: z.int().min(1).default(20).describe("The most alerts a channel gets …"),
        per: Duration.prefault("10m").describe("… within this time; the rest arrives as one summary."),
      })
      .prefault({})
      .describe("Protection against a storm."),
    dedupWindow: Duration.prefault("1h").describe("Equal alerts within this time are sent once."),
    alertmanagerUrl: HttpUrl.optional().describe("The Alertmanager, for route alertmanager."),
    dropRate: Percent.prefault("1%").describe(
      "Share of lines dropped or retried by a collector from which an alert is raised.",
    ),
    rules: Rules,
    maintenance: z
      .record(
        Name,
        z.strictObject({
          start: CronTime.describe("When it begins, in the site's time zone."),
          duration: Duration.describe("How long it lasts."),
          hosts: z.array(Name).prefault([]).describe("Hosts it applies to; none: all."),
          reason: Text.describe("Why, for whoever asks."),
        }),
      )
      .prefault({})
      .describe("Times in which alerts are held back."),
  })
  .prefault({})
  .describe("Who hears of what.");
export type Alerting = z.output<typeof Alerting>;
