import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { type Mail, takeMail } from "./smtp.ts";

/** A request as the other side of a channel got it. */
export interface Taken {
  path: string;
  authorization: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire
  body: any;
}

export type Arrival =
  | { channel: "mail"; mail: Mail }
  | { channel: "slack"; request: Taken; ts: string }
  | { channel: "pagerduty"; request: Taken };

export interface SinkOptions {
  host?: string;
  /** Any free one by default. */
  ports?: { smtp: number; slack: number; pagerduty: number };
  /** Hears of everything that was taken, before the sender does. */
  onArrival?: (arrival: Arrival) => void;
}

type Refusal = (response: ServerResponse) => void;

/**
 * The other sides of mail, Slack and PagerDuty: they take what the real ones take, refuse what those refuse, and
 * keep it. Slack's answers are those of `chat.postMessage`, PagerDuty's those of the Events API v2.
 */
export async function openSinks(options: SinkOptions = {}) {
  const { host = "127.0.0.1", ports = { smtp: 0, slack: 0, pagerduty: 0 }, onArrival } = options;
  const kept = { mails: [] as Mail[], slack: [] as Taken[], pager: [] as Taken[] };
  /** What Slack says to its next requests, instead of taking them; counted as refused. */
  const refusals: Refusal[] = [];
  let refused = 0;

  const smtp = createServer((socket) =>
    takeMail(socket, (mail) => {
      kept.mails.push(mail);
      onArrival?.({ channel: "mail", mail });
    }),
  );
  const slack = answering((request, response) => {
    const refusal = refusals.shift();
    if (refusal) {
      refused++;
      return refusal(response);
    }
    const error = slackError(request);
    if (error) return json(response, 200, { ok: false, error });
    kept.slack.push(request);
    // as many digits as Slack's own; later ones are greater, also those of the next process
    const ts = `${Math.floor(Date.now() / 1000)}.${String(kept.slack.length).padStart(6, "0")}`;
    onArrival?.({ channel: "slack", request, ts });
    json(response, 200, { ok: true, channel: request.body.channel, ts });
  });
  const pagerduty = answering((request, response) => {
    const errors = pagerDutyErrors(request);
    if (errors.length > 0)
      return json(response, 400, { status: "invalid event", message: "Event object is invalid", errors });
    kept.pager.push(request);
    onArrival?.({ channel: "pagerduty", request });
    const { dedup_key } = request.body;
    json(response, 202, { status: "success", message: "Event processed", dedup_key });
  });

  const servers = { smtp, slack, pagerduty };
  const at = {
    smtp: await listen(smtp, host, ports.smtp),
    slack: await listen(slack, host, ports.slack),
    pagerduty: await listen(pagerduty, host, ports.pagerduty),
  };
  return {
    ...kept,
    refusals,
    refused: () => refused,
    slackUrl: `http://${host}:${at.slack}`,
    pagerUrl: `http://${host}:${at.pagerduty}`,
    smtp: `${host}:${at.smtp}`,
    close() {
      for (const server of [slack, pagerduty]) server.closeAllConnections();
      for (const server of Object.values(servers)) server.close();
    },
  };
}

export const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
};

function answering(answer: (request: Taken, response: ServerResponse) => void) {
  return createHttp(async (request, response) => {
    const taken = await read(request);
    if (request.method !== "POST" || taken.body === undefined)
      return json(response, 400, { ok: false, status: "invalid event", error: "invalid_json" });
    answer(taken, response);
  });
}

async function read(request: IncomingMessage): Promise<Taken> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += part;
  const { authorization } = request.headers;
  try {
    return { path: request.url ?? "", authorization, body: JSON.parse(text) };
  } catch {
    return { path: request.url ?? "", authorization, body: undefined };
  }
}

/** Why Slack says no: by name, with status 200. */
function slackError({ path, authorization, body }: Taken): string | undefined {
  if (path !== "/chat.postMessage") return "unknown_method";
  if (!authorization?.startsWith("Bearer ")) return "not_authed";
  if (!body.channel) return "channel_not_found";
  return body.text || body.blocks ? undefined : "no_text";
}

function pagerDutyErrors({ path, body }: Taken): string[] {
  if (path !== "/v2/enqueue") return [`there is no ${path}`];
  const { routing_key, event_action, dedup_key, payload } = body;
  const triggers = event_action === "trigger";
  const severities = ["info", "warning", "error", "critical"];
  return [
    ...(routing_key ? [] : ["'routing_key' is missing or blank"]),
    ...(["trigger", "acknowledge", "resolve"].includes(event_action) ? [] : ["'event_action' is invalid"]),
    ...(triggers || dedup_key ? [] : ["'dedup_key' is missing or blank"]),
    ...(triggers && !payload?.summary ? ["'payload.summary' is missing or blank"] : []),
    ...(triggers && !payload?.source ? ["'payload.source' is missing or blank"] : []),
    ...(triggers && !severities.includes(payload?.severity) ? ["'payload.severity' is invalid"] : []),
  ];
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, done);
  });
  return (server.address() as AddressInfo).port;
}
