import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Server } from "node:net";
import type { Taken } from "@logstead/channels";

/** The other side of a kind of channel, as the lab has it: it takes what the real one takes, and refuses what that refuses. */
export interface Receiver {
  /** Where it listens on a lab's bridge; `infra/environments/lab.yaml` names it. */
  port: number;
  open(sink: Sink): Server;
}

export interface Sink {
  /** Keeps what was taken, before the sender hears of it. */
  keep(taken: Arrived): void;
  /** What is said to the next request instead of taking it, if anything. */
  refusal(): Refusal | undefined;
}

export type Refusal = (response: ServerResponse) => void;

/** What was taken: a mail, or a request. */
export interface Arrived extends Taken {
  from?: string;
  to?: string[];
  method?: string;
  path?: string;
  headers?: IncomingMessage["headers"];
}

/** A request whose body is JSON. */
export interface JsonRequest extends Arrived {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
}

export interface Answer {
  status: number;
  body: object;
}

/** Says why a request is refused, or how it is answered; `count` is that of requests taken before. */
export type Judge = (request: JsonRequest, count: number) => { refused: Answer } | { taken: Answer };

export const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
};

/** A receiver of requests with a JSON body. */
export const overHttp = (port: number, judge: Judge): Receiver => ({
  port,
  open(sink) {
    let count = 0;
    return createServer(async (request, response) => {
      const got = await read(request);
      const refusal = sink.refusal();
      if (refusal) return refusal(response);
      const judged = judge(got, count);
      const { status, body } = "refused" in judged ? judged.refused : judged.taken;
      if ("taken" in judged) {
        count++;
        sink.keep({ ...got, answer: body });
      }
      json(response, status, body);
    });
  },
});

async function read(request: IncomingMessage): Promise<JsonRequest> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += part;
  const { method = "", url: path = "", headers } = request;
  try {
    return { method, path, headers, text, body: JSON.parse(text) };
  } catch {
    return { method, path, headers, text };
  }
}
