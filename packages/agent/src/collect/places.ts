/** Where a collector's files are on a Linux host. */
export interface CollectorPlaces {
  program: string;
  config: string;
  /** What it keeps: positions, backups of them, lists of containers. */
  home: string;
  /** Certificates and tokens; root owns them, the group of its user reads them. */
  credentials: string;
  /** `NAME=value`, readable by root only: the key of keyed hashes. */
  environment: string;
}

const configs = { promtail: "config.yaml", alloy: "config.alloy" } as const;

export const collectorPlaces = (agent: "promtail" | "alloy"): CollectorPlaces => ({
  program: `/usr/local/bin/${agent}`,
  config: `/etc/${agent}/${configs[agent]}`,
  home: `/var/lib/${agent}`,
  credentials: `/etc/${agent}/tls`,
  environment: `/etc/${agent}/redaction.env`,
});

/** On Windows all of a collector's files are in one folder. */
export const windowsPlaces = (agent: "promtail" | "alloy") => {
  const folder = `C:/ProgramData/${agent}`;
  return { config: `${folder}/${configs[agent]}`, home: folder, credentials: `${folder}/tls` };
};
