import { ports } from "@logstead/base";
import { AbsolutePath, AgeRecipient, CidrAddress, HttpUrl, Port, SecretRef, Text } from "@logstead/fields";
import { z } from "zod";

export const Grafana = z
  .strictObject({
    url: HttpUrl.optional().describe(
      `How it is reached; default: derived from the host with role grafana and the port (ocean ${ports.grafana}, in a cluster grafana:3000).`,
    ),
    port: Port.default(ports.grafana).describe("Its port."),
    provisioning: z
      .enum(["api", "files"])
      .default("files")
      .describe("How data source and dashboards get there."),
    folder: AbsolutePath.prefault("/etc/grafana/provisioning").describe(
      "Its provisioning folder, for files.",
    ),
    token: SecretRef.optional().describe("A service account token, for api."),
  })
  .prefault({})
  .describe("The Grafana that is already there and gets data source and dashboards.");
export type Grafana = z.output<typeof Grafana>;

export const N8n = z
  .strictObject({
    url: HttpUrl.optional().describe(
      "How it is reached; default: derived from the host with role n8n and the port.",
    ),
    port: Port.default(ports.n8n).describe("Its port."),
    webhookPath: Text.default("log-anomaly").describe("The path of the alert webhook, below /webhook/."),
    webhookToken: SecretRef.prefault("secret:n8n-webhook-token").describe("What a sender must show."),
    unit: Text.default("n8n.service").describe("The unit it runs as on its host, whose command imports."),
    container: Text.optional().describe("Its container's name, where it runs in one instead."),
  })
  .prefault({})
  .describe("The n8n that is already there and gets the alert workflow.");
export type N8n = z.output<typeof N8n>;

export const Nginx = z
  .strictObject({
    address: CidrAddress.optional().describe("The address it listens on; default: the Loki host's own."),
    configFolder: AbsolutePath.prefault("/etc/nginx/conf.d").describe("Where its configuration is written."),
    clientMaxBody: z
      .string()
      .regex(/^\d+[kmg]$/, "number and k, m or g, such as 16m")
      .default("16m")
      .describe("The largest push request."),
  })
  .prefault({})
  .describe("The proxy in front of Loki, the detector and Grafana.");
export type Nginx = z.output<typeof Nginx>;

/** Where the values of `secret:NAME` are kept. */
export const Secrets = z
  .strictObject({
    store: z
      .enum(["sops", "state"])
      .default("sops")
      .describe(
        "sops: a file in the repository, encrypted for age recipients; state: made at first use outside the clone (for labs).",
      ),
    file: z
      .string()
      .min(1)
      .optional()
      .describe("The SOPS file, relative to this one; default: <environment>.secrets.yaml beside it."),
    recipients: z.array(AgeRecipient).default([]).describe("Who can decrypt, as age public keys."),
  })
  .prefault({})
  .describe("Where secrets are kept.");
export type Secrets = z.output<typeof Secrets>;
