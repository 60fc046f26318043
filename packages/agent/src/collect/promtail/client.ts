import type { Destination } from "../model.ts";

/** An entry of `clients`. All sources share them, so the most patient source sets a batch's tries. */
export function client(destination: Destination, tries: number) {
  const { credentials, tenant } = destination;
  const tls = {
    ...(credentials.caFile !== undefined && { ca_file: credentials.caFile }),
    ...(credentials.certFile !== undefined && { cert_file: credentials.certFile }),
    ...(credentials.keyFile !== undefined && { key_file: credentials.keyFile }),
  };
  return {
    name: destination.name,
    url: destination.url,
    ...(tenant !== undefined && { tenant_id: tenant }),
    batchwait: destination.batchWait,
    batchsize: destination.batchSize,
    timeout: destination.timeout,
    backoff_config: {
      min_period: destination.minBackoff,
      max_period: destination.maxBackoff,
      max_retries: tries,
    },
    ...(Object.keys(tls).length > 0 && { tls_config: tls }),
    ...(credentials.tokenFile !== undefined && {
      authorization: { type: "Bearer", credentials_file: credentials.tokenFile },
    }),
  };
}
