import { ByteSize, Duration, LabelName, Name, Text, TimeZone } from "@logstead/fields";
import { z } from "zod";

/** What every source may say, whatever its kind. */
export const commonSettings = {
  pipeline: Name.optional().describe(
    "The pipeline that parses the lines; default: the one of the same name as the type, if any.",
  ),
  kind: Name.optional().describe("The log kind, which sets retention and rotation."),
  tenant: Name.optional().describe("The tenant; default: the host's."),
  service: Text.optional().describe("The `service` label; default: the source's name."),
  component: Text.optional().describe("The `component` label; default: the service."),
  job: Text.optional().describe("The `job` label; default: the source's name."),
  labels: z.record(LabelName, Text).prefault({}).describe("Further labels with one value each."),
  timezone: TimeZone.optional().describe("The time zone of timestamps that name none; default: the host's."),
  expect: z
    .strictObject({
      streams: z.int().min(1).max(100_000).optional().describe("How many streams this source makes."),
      bytesPerDay: ByteSize.optional().describe("Bytes it writes per day."),
      every: Duration.optional().describe(
        "Report it as silent if nothing came for this long; none: never, because a source may have nothing to say, and `heartbeat` watches the path itself.",
      ),
    })
    .prefault({})
    .describe("What to expect of this source, for disk space, stream counts and absence rules."),
};

const common = z.strictObject(commonSettings);

/** A source of whatever kind. */
export type AnySource = z.output<typeof common> & { type: string };
