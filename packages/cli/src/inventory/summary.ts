import { formatBytes, inDays, type Summary } from "@logstead/inventory";
import { paint } from "../output/colour.ts";
import { table } from "../output/table.ts";

const shownHosts = 40;

/** A site at a glance, for `inventory check`. */
export function summaryText(summary: Summary): string {
  const rows = summary.hosts
    .slice(0, shownHosts)
    .map((host) => [
      host.name,
      host.address,
      host.roles.join(", "),
      host.collector,
      host.sources.join(", "),
      String(host.streams),
      formatBytes(host.bytesPerDay),
    ]);
  const more =
    summary.hosts.length > shownHosts ? `\n… and ${summary.hosts.length - shownHosts} more hosts` : "";
  const { disk, labels, retention } = summary;
  const facts: [string, string][] = [
    ["hosts", `${summary.hosts.length}${summary.devices ? ` and ${summary.devices} devices` : ""}`],
    ["sources", String(summary.sources)],
    ["streams", `${summary.streams} expected`],
    ["labels", `at most ${labels.most} of ${labels.budget} a stream: ${labels.names.join(", ")}`],
    [
      "retention",
      `${retention.default}${retention.longestDays > inDays(retention.default) ? `, the longest kind ${retention.longestDays} days` : ""}`,
    ],
    [
      "disk need",
      `${formatBytes(disk.storedPerDay)} a day stored (${formatBytes(disk.rawPerDay)} raw, compressed 1:8), ${formatBytes(disk.storedAtRetention)} of ${formatBytes(disk.available)} after ${retention.longestDays} days`,
    ],
    ["Loki", summary.lokiUrl],
    ...summary.channels.map(({ name, type, reaches }, i): [string, string] => [
      i === 0 ? "channels" : "",
      `${name}: ${type}, ${reaches}`,
    ]),
    ["secrets", summary.secrets.join(", ") || "none"],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return [
    paint("bold", `${summary.site} (${summary.environment})`),
    "",
    table(["host", "address", "roles", "collector", "sources", "streams", "raw/day"], rows) + more,
    "",
    ...facts.map(([name, text]) => `${paint("dim", name.padEnd(width))}  ${text}`),
    "",
    paint("dim", "Streams and sizes are assumptions for a quiet machine unless a source says `expect:`."),
  ].join("\n");
}
