import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Entry } from "../../src/stages/stage.ts";
import { decodePush } from "../../src/trial/push.ts";
import { until } from "./until.ts";

/** A stand-in for Loki that keeps what it is pushed, and can be away. */
export interface Receiver {
  port: number;
  entries: Entry[];
  /** Headers of the last request. */
  headers: IncomingMessage["headers"];
  /** Answers 503 while true. */
  away: boolean;
  refused: number;
  /** While set, answers 400 to requests with this text in a line: what Loki will never take. */
  neverTakes: string | undefined;
  /** Waits until that many lines are there, and returns them. */
  lines(count: number): Promise<Entry[]>;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const receiver: Receiver = {
    port: 0,
    entries: [],
    headers: {},
    away: false,
    refused: 0,
    neverTakes: undefined,
    async lines(count) {
      await until(
        () => receiver.entries.length >= count,
        () => `${receiver.entries.length} of ${count} lines`,
      );
      return receiver.entries;
    },
    close: () => new Promise((closed) => server.close(() => closed()).closeAllConnections()),
  };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    receiver.headers = request.headers;
    if (receiver.away) {
      receiver.refused++;
      response.writeHead(503).end();
      return;
    }
    const pushed = request.url === "/loki/api/v1/push" ? decodePush(Buffer.concat(parts)) : [];
    const { neverTakes } = receiver;
    if (neverTakes !== undefined && pushed.some(({ line }) => line.includes(neverTakes))) {
      response.writeHead(400).end("refused");
      return;
    }
    receiver.entries.push(...pushed);
    response.writeHead(204).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  receiver.port = (server.address() as AddressInfo).port;
  return receiver;
}
