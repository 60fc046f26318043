import type { Expression, Node } from "@logstead/sources";
import type { CollectorModel, Exporters } from "../model.ts";
import { attributes, block, comment, component, ref } from "./syntax.ts";

/** Exporters, scrapes and remote write; nothing without an address. */
export function metrics(model: CollectorModel): Node[] {
  const { exporters } = model;
  if (!exporters) return [];
  const found: [Node[], Expression][] = [];
  if (exporters.node || exporters.systemd)
    found.push([node(exporters), ref("prometheus.exporter.unix.node.targets")]);
  if (exporters.process) found.push([processes(), ref("prometheus.exporter.process.processes.targets")]);
  const forward_to = [ref("prometheus.remote_write.metrics.receiver")];
  const targets = found.map(([, one]) => one.expression);
  return [
    ...found.flatMap(([nodes]) => nodes),
    ...(targets.length === 0
      ? []
      : [
          component(
            "prometheus.scrape",
            "host",
            attributes({
              targets: ref(
                targets.length === 1 ? (targets[0] as string) : `array.concat(${targets.join(", ")})`,
              ),
              scrape_interval: exporters.scrapeInterval,
              scrape_timeout: "10s",
              forward_to,
            }),
          ),
        ]),
    comment("Alloy itself: read and sent lines, drops with their reasons, memory, build."),
    component("prometheus.exporter.self", "alloy", []),
    component(
      "prometheus.scrape",
      "self",
      attributes({
        targets: ref("prometheus.exporter.self.alloy.targets"),
        scrape_interval: exporters.selfScrapeInterval,
        scrape_timeout: "10s",
        forward_to,
      }),
    ),
    remoteWrite(model, exporters),
  ];
}

/** Alloy has no exporter named systemd; units are a collector of the node exporter. */
function node({ node: host, systemd, unitAllow, unitDeny }: Exporters): Node[] {
  return [
    comment(
      host
        ? "The host: the default collectors (CPU, memory, disk, network, hwmon, conntrack, sockstat and more) and those that are off by default."
        : "Units only.",
    ),
    component("prometheus.exporter.unix", "node", [
      ...attributes({
        set_collectors: host ? undefined : ["systemd"],
        enable_collectors: host
          ? ["interrupts", "mountstats", "processes", ...(systemd ? ["systemd"] : [])]
          : undefined,
      }),
      ...(systemd
        ? [
            block(
              "systemd",
              attributes({
                unit_include: unitAllow,
                unit_exclude: unitDeny,
                enable_restarts: true,
                start_time: true,
                task_metrics: true,
              }),
            ),
          ]
        : []),
    ]),
  ];
}

/** A process belongs to the first matcher that fits: interpreters by their program, others by their file. */
function processes(): Node[] {
  const matcher = (name: string, cmdline: string) =>
    block("matcher", attributes({ name, cmdline: [cmdline] }));
  return [
    component("prometheus.exporter.process", "processes", [
      ...attributes({ track_threads: true, gather_smaps: true }),
      matcher(
        "{{.Matches}}",
        String.raw`^\S*(?:java|node|python[0-9.]*)\s(?:.*[\s/])?(?P<program>[^/\s]+\.(?:jar|js|py))`,
      ),
      matcher("{{.ExeBase}}", ".+"),
      comment("Kernel threads have no command line."),
      matcher("{{.Comm}}", ".*"),
    ]),
  ];
}

function remoteWrite({ host, site, destinations }: CollectorModel, { remoteWrite: url }: Exporters): Node {
  const [loki] = destinations;
  return component("prometheus.remote_write", "metrics", [
    ...attributes({ external_labels: { host, site } }),
    block("endpoint", [
      ...attributes({ url, remote_timeout: loki?.timeout }),
      block("queue_config", [
        comment("Tried again for ever; samples wait in the write-ahead log meanwhile."),
        ...attributes({
          min_backoff: loki?.minBackoff,
          max_backoff: loki?.maxBackoff,
          retry_on_http_429: true,
        }),
      ]),
    ]),
  ]);
}
