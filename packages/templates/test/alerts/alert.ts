import type { AlertPayload } from "@logstead/channels/alert";

const noon = Date.UTC(2026, 10, 21, 12);

/** An alert that fits, with whatever else is wanted of it. */
export function alert(more: Partial<AlertPayload> = {}): AlertPayload {
  const { anomaly = "a1", sequence = 1 } = more;
  return {
    ...{ version: 1, event: "firing", key: `${anomaly}:${sequence}`, anomaly, sequence },
    ...{ fingerprint: `f-${anomaly}`, site: "lab", severity: "critical", score: 0.998 },
    title: "40 failed logins on ocean",
    text: "sshd on ocean wrote 40 lines of a pattern that it writes twice a day.",
    ...{ reasons: ["a critical level"], hosts: ["ocean"], streams: ['{job="sshd"}'], kinds: ["volume"] },
    ...{ opened: noon, updated: noon + 60_000 },
    samples: ["Failed password for root from 10.0.0.9 port 22 ssh2"],
    suppressed: [],
    link: `http://192.168.1.143:8085/anomalies/${anomaly}`,
    ...more,
  };
}
