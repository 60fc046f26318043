import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { App } from "./app.ts";

export interface Listening {
  port: number;
  /** Lets requests end for a moment, then closes every connection. */
  close(): Promise<void>;
}

/** Times and sizes that a slow or greedy client meets. */
const usual = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
};
const mostConnections = 1000;

export async function listen(
  app: App,
  address: string,
  port: number,
  limits: Partial<typeof usual> = {},
): Promise<Listening> {
  const server: Server = createServer({ ...usual, ...limits }, getRequestListener(app.app.fetch));
  server.maxConnections = mostConnections;
  server.maxRequestsPerSocket = 10_000;
  server.timeout = 120_000;
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, address, () => done());
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      const forced = setTimeout(() => server.closeAllConnections(), 1000);
      await closed;
      clearTimeout(forced);
    },
  };
}
