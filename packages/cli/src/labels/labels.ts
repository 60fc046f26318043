import { type Comparison, compareStreams, type PredictedStreams, predictStreams } from "@logstead/agent";
import { ExitCode, ProblemError, problem } from "@logstead/base";
import { Duration, expectedOf, inSeconds, type Site } from "@logstead/inventory";
import { siteOf } from "../inventory/site.ts";
import { paint } from "../output/colour.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { table } from "../output/table.ts";
import { seriesOf } from "./series.ts";

interface LabelsOptions extends OutputOptions {
  env: string;
  loki?: string | true;
  since: string;
  ca?: string;
  cert?: string;
  key?: string;
}

export async function labels(options: LabelsOptions): Promise<void> {
  const site = siteOf(options.env);
  const predicted = predictStreams(site, expectedOn(site));
  const over = predicted.filter(({ used, budget }) => used > budget);
  const comparison = options.loki === undefined ? undefined : await compared(site, predicted, options);
  const differs = comparison !== undefined && comparison.missing.length + comparison.unexpected.length > 0;
  const streams = predicted.reduce((sum, row) => sum + row.streams, 0);
  const data = { environment: site.environment, predicted, streams, limit: site.loki.limits.maxStreams };
  print(options, comparison ? { ...data, comparison } : data, () =>
    comparison ? comparisonText(comparison) : predictionText(data),
  );
  if (over.length > 0 || differs) process.exitCode = ExitCode.problems;
}

/** The inventory's own expectation of a source. */
function expectedOn(site: Site) {
  return (host: string, source: string): number => {
    const named = site.hosts[host]?.derived.sources.find(({ name }) => name === source);
    return named ? expectedOf(named, site.devices).streams : 1;
  };
}

async function compared(
  site: Site,
  predicted: PredictedStreams[],
  { loki, since, ca, cert, key }: LabelsOptions,
): Promise<Comparison> {
  const duration = Duration.safeParse(since);
  if (!duration.success)
    throw new ProblemError(
      problem("bad-duration", "--since is not a length of time", {
        got: since,
        want: "number and unit, such as 30m or 24h",
        fix: "--since 1h",
      }),
      ExitCode.usage,
    );
  const url = typeof loki === "string" ? loki : site.derived.lokiUrl;
  const tenants = site.loki.authEnabled ? site.derived.tenants : [undefined];
  const lists = await Promise.all(
    tenants.map((tenant) => seriesOf({ url, tenant, ca, cert, key }, inSeconds(duration.data))),
  );
  return compareStreams(predicted, lists.flat());
}

const shown = (labels: Record<string, string>) =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ")}}`;

function predictionText({
  predicted,
  streams,
  limit,
}: {
  predicted: PredictedStreams[];
  streams: number;
  limit: number;
}): string {
  const rows = predicted.map((row) => [
    row.host,
    row.source,
    String(row.streams),
    `${row.used}/${row.budget}`,
    shown(row.labels),
  ]);
  return [
    table(["host", "source", "streams", "labels", "each stream"], rows),
    "",
    `${streams} streams expected, ${limit} allowed by Loki (an alarm is raised at half of it).`,
    paint(
      "dim",
      "<name> stands for values that lines bring. Numbers are assumptions unless a source says `expect:`.",
    ),
  ].join("\n");
}

function comparisonText({ matching, missing, unexpected }: Comparison): string {
  const parts = [
    table(
      ["host", "source", "found", "expected", ""],
      [
        ...matching.map(({ predicted, found }) => [
          predicted.host,
          predicted.source,
          String(found),
          String(predicted.streams),
          paint("green", "ok"),
        ]),
        ...missing.map((row) => [row.host, row.source, "0", String(row.streams), paint("red", "missing")]),
      ],
    ),
  ];
  if (unexpected.length > 0)
    parts.push(
      ["not predicted by any source:", ...unexpected.map((labels) => `  ${shown(labels)}`)].join("\n"),
    );
  parts.push(`${matching.length} as predicted, ${missing.length} missing, ${unexpected.length} unexpected`);
  return parts.join("\n\n");
}
