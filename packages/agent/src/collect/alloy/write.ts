import type { Expression, Node } from "@logstead/sources";
import type { Destination } from "../model.ts";
import { attributes, block, component, ref } from "./syntax.ts";

/** The components that send, and what they receive from. */
export interface Sending {
  nodes: Node[];
  receiver: Expression;
}

/** A destination that tries a batch this many times (0: for ever). */
export const sending = (destination: Destination, label: string, tries: number): Sending =>
  destination.protocol === "loki" ? loki(destination, label, tries) : otlp(destination, label, tries);

function loki(destination: Destination, label: string, tries: number): Sending {
  const { credentials } = destination;
  const tls = attributes({
    ca_file: credentials.caFile,
    cert_file: credentials.certFile,
    key_file: credentials.keyFile,
  });
  const endpoint = block("endpoint", [
    ...attributes({
      url: destination.url,
      tenant_id: destination.tenant,
      bearer_token_file: credentials.tokenFile,
      batch_wait: destination.batchWait,
      batch_size: `${destination.batchSize}B`,
      remote_timeout: destination.timeout,
      min_backoff_period: destination.minBackoff,
      max_backoff_period: destination.maxBackoff,
      max_backoff_retries: tries,
    }),
    ...(tls.length > 0 ? [block("tls_config", tls)] : []),
  ]);
  return {
    nodes: [component("loki.write", label, [endpoint])],
    receiver: ref(`loki.write.${label}.receiver`),
  };
}

function otlp(destination: Destination, label: string, tries: number): Sending {
  const { tokenFile } = destination.credentials;
  const exporter = `otelcol.exporter.otlphttp.${label}.input`;
  const nodes = [
    component("otelcol.receiver.loki", label, [block("output", attributes({ logs: [ref(exporter)] }))]),
    ...(tokenFile === undefined ? [] : bearer(label, tokenFile)),
    component("otelcol.exporter.otlphttp", label, [
      ...attributes({ logs_endpoint: destination.url }),
      block("client", [
        ...attributes({
          // Logs have their full address above; this attribute would be its root.
          endpoint: new URL(destination.url).origin,
          timeout: destination.timeout,
          headers: destination.tenant === undefined ? undefined : { "X-Scope-OrgID": destination.tenant },
          auth: tokenFile === undefined ? undefined : ref(`otelcol.auth.bearer.${label}.handler`),
        }),
      ]),
      block(
        "retry_on_failure",
        attributes({
          initial_interval: destination.minBackoff,
          max_interval: destination.maxBackoff,
          // OTLP limits time instead of tries; 0s means no limit.
          max_elapsed_time: tries === 0 ? "0s" : "5m",
        }),
      ),
    ]),
  ];
  return { nodes, receiver: ref(`otelcol.receiver.loki.${label}.receiver`) };
}

const bearer = (label: string, file: string): Node[] => [
  component("local.file", label, attributes({ filename: file, is_secret: true })),
  component("otelcol.auth.bearer", label, attributes({ token: ref(`local.file.${label}.content`) })),
];
