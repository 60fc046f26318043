import { once } from "node:events";
import { createServer, type Server } from "node:http";

export interface Received {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
}

export interface Sink {
  url: string;
  received: Received[];
  /** What it answers from now on. */
  answer: { status: number; headers?: Record<string, string>; body?: unknown };
  /** What happens between a request and its answer. */
  before?: () => Promise<void>;
  close(): Promise<void>;
}

/** A server that takes what it is sent, as n8n, Alertmanager or Loki would. */
export async function openSink(port = 0): Promise<Sink> {
  const sink: Sink = { url: "", received: [], answer: { status: 200 }, close: async () => {} };
  const server: Server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    await sink.before?.();
    const { status, headers, body: said = {} } = sink.answer;
    if (status === 200) {
      const body = JSON.parse(text) as Record<string, unknown>;
      sink.received.push({ path: request.url ?? "", headers: request.headers, body });
    }
    response.writeHead(status, headers).end(JSON.stringify(said));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  sink.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  sink.close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return sink;
}
