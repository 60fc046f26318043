import type { CollectedSource, CollectorModel } from "../model.ts";
import { client } from "./client.ts";
import { scrapeConfigs } from "./scrape.ts";
import { stagesText } from "./stages.ts";
import { yaml, yamlItem } from "./yaml.ts";

/** Promtail's configuration (3.6), as text. */
export function promtailConfig(model: CollectorModel): string {
  const anchors = new Set<string>();
  const parts = [
    `# Promtail on ${model.host} (${model.site}): reads ${list(model.sources)}.\n# Check it with: promtail -check-syntax -config.file FILE${expanded(model)}`,
    section(
      "Health, metrics and targets: /ready, /metrics, /targets. The gRPC port is not used; 0 is any free one.",
      {
        server: {
          http_listen_address: model.server.address,
          http_listen_port: model.server.port,
          grpc_listen_address: "127.0.0.1",
          grpc_listen_port: 0,
          log_level: "info",
        },
      },
    ),
    section(
      "How far each source was read. Saved each second: what was read since is read again after a crash.\nA damaged file counts as none.",
      { positions: { filename: model.positions.path, sync_period: "1s", ignore_invalid_yaml: true } },
    ),
    section(
      `At most ${model.limits.rate} lines a second. Nothing is dropped: reading waits.\nLoki cuts and marks long lines; this only keeps a runaway line out of memory (counted: promtail_mutated_entries_total).`,
      {
        limits_config: {
          readline_rate_enabled: true,
          readline_rate: model.limits.rate,
          readline_burst: model.limits.burst,
          readline_rate_drop: false,
          max_line_size: model.limits.lineBytes,
          max_line_size_truncate: true,
        },
      },
    ),
    ...watching(model.sources),
    clients(model),
    `# Where lines come from.\nscrape_configs:\n${model.sources.flatMap((source) => entries(source, model, anchors)).join("\n\n")}`,
  ];
  const text = `${parts.join("\n\n")}\n`;
  return model.saltVariable === undefined ? text : text.replaceAll("\\\\", "\\\\\\\\");
}

/** `-config.expand-env` puts the key of keyed hashes in, and makes one backslash of two. */
const expanded = ({ saltVariable }: CollectorModel) =>
  saltVariable === undefined
    ? ""
    : " -config.expand-env=true\n# That puts in the key of keyed hashes, and makes one backslash of two: four stand for two.";

const list = (sources: readonly CollectedSource[]) => sources.map(({ name }) => name).join(", ") || "nothing";

const commented = (text: string, indent = "") =>
  text
    .split("\n")
    .map((line) => `${indent}# ${line}`)
    .join("\n");

const section = (about: string, data: Record<string, unknown>) => `${commented(about)}\n${yaml(data)}`;

/** Promtail has one setting for all file sources, so the most impatient source decides. */
function watching(sources: readonly CollectedSource[]): string[] {
  const readings = sources.flatMap(({ read }) => read.files ?? []);
  if (readings.length === 0) return [];
  const polled = readings.find(({ pollEvery }) => pollEvery !== undefined);
  const lookEvery = polled?.lookEvery ?? readings[0]?.lookEvery;
  const parts = [
    section("How often folders are searched for new files; file events bring most of them at once.", {
      target_config: { sync_period: lookEvery },
    }),
  ];
  if (polled?.pollEvery)
    parts.push(
      section(
        "How often known files are looked at: where no file events arrive, this is what finds new lines.",
        {
          global: {
            file_watch_config: { min_poll_frequency: "250ms", max_poll_frequency: polled.pollEvery },
          },
        },
      ),
    );
  return parts;
}

function clients({ destinations, sources }: CollectorModel): string {
  const replayable = sources.some((source) => source.replayable);
  const loki = destinations.filter(({ protocol }) => protocol === "loki");
  const endless = loki.some(({ replayableRetries }) => replayable && replayableRetries === 0);
  const about = endless
    ? "Where lines go. While Loki is away a batch is tried again for ever (0) and reading waits:\njournal and files are the buffer."
    : "Where lines go.";
  return section(about, {
    clients: loki.map((destination) =>
      client(destination, replayable ? destination.replayableRetries : destination.receiverRetries),
    ),
  });
}

/** One entry for each listener of a source, with its pipeline's name over its stages. */
function entries(source: CollectedSource, model: CollectorModel, anchors: Set<string>): string[] {
  return scrapeConfigs(source).map((scrape) =>
    [
      commented(source.about, "  "),
      indented(yamlItem(scrape)),
      `    # ${source.pipeline === undefined ? "No pipeline of its own" : `Pipeline ${source.pipeline}`}`,
      "    pipeline_stages:",
      indented(stagesText(source, model, anchors), "      "),
    ].join("\n"),
  );
}

const indented = (text: string, indent = "  ") =>
  text
    .split("\n")
    .map((line) => (line === "" ? line : `${indent}${line}`))
    .join("\n");
