/** Versions that this Logstead is built from and tested with; an inventory that names none has these. */
export const versions = {
  loki: "3.7.8",
  /** The last one whose source is a Go module of its own tree; 3.7 has no Promtail. */
  promtail: "3.6.3",
  alloy: "1.10.0",
  /** Logstead's own, which the image is made in. */
  detector: "0.1.0",
} as const;

/** Where programs listen unless an inventory says otherwise. */
export const ports = {
  loki: 3100,
  promtail: 9080,
  alloy: 12_345,
  detector: 8085,
  grafana: 8910,
  n8n: 5678,
  alertmanager: 9093,
  syslog: 1514,
  push: 3500,
} as const;
