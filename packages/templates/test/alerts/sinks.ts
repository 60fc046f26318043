import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A request as a channel's other side got it. */
export interface Taken {
  path: string;
  authorization: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire
  body: any;
}

export interface Mail {
  subject: string;
  text: string;
}

type Answer = (response: ServerResponse) => void;

/** The other sides of mail, Slack and PagerDuty on loopback; they keep what they take. */
export async function openSinks() {
  const slack: Taken[] = [];
  const pager: Taken[] = [];
  const mails: Mail[] = [];
  /** What Slack says to its next requests, instead of taking them; counted as refused. */
  const refusals: Answer[] = [];
  let refused = 0;
  const http = createHttp(async (request, response) => {
    const taken = await read(request);
    if (!request.url?.startsWith("/slack")) {
      pager.push(taken);
      return void json(response, 202, { status: "success", dedup_key: taken.body.dedup_key });
    }
    const refusal = refusals.shift();
    if (refusal) {
      refused++;
      return refusal(response);
    }
    slack.push(taken);
    json(response, 200, { ok: true, ts: `17000000.${String(slack.length).padStart(6, "0")}` });
  });
  const smtp = createServer((socket) => takeMail(socket, (mail) => mails.push(mail)));
  const [httpPort, smtpPort] = [await listen(http), await listen(smtp)];
  return {
    slack,
    pager,
    mails,
    refusals,
    refused: () => refused,
    slackUrl: `http://127.0.0.1:${httpPort}/slack`,
    pagerUrl: `http://127.0.0.1:${httpPort}/pager`,
    smtp: `127.0.0.1:${smtpPort}`,
    close() {
      http.closeAllConnections();
      http.close();
      smtp.close();
    },
  };
}

export const json = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

async function read(request: IncomingMessage): Promise<Taken> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += part;
  return { path: request.url ?? "", authorization: request.headers.authorization, body: JSON.parse(text) };
}

/** The part of SMTP (RFC 5321) that a client needs to hand over a mail. */
function takeMail(socket: Socket, keep: (mail: Mail) => void) {
  let waiting = "";
  let body: string[] | undefined;
  socket.on("error", () => {});
  socket.write("220 sink\r\n");
  socket.setEncoding("utf8").on("data", (part) => {
    waiting += part;
    for (let at = waiting.indexOf("\r\n"); at !== -1; at = waiting.indexOf("\r\n")) {
      const line = waiting.slice(0, at);
      waiting = waiting.slice(at + 2);
      if (body && line !== ".") body.push(line);
      else if (body) {
        keep(mailOf(body));
        body = undefined;
        socket.write("250 kept\r\n");
      } else if (/^DATA/i.test(line)) {
        body = [];
        socket.write("354 go on\r\n");
      } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
      else socket.write("250 ok\r\n");
    }
  });
}

function mailOf(lines: string[]): Mail {
  const end = lines.indexOf("");
  const head = lines
    .slice(0, end)
    .join("\n")
    .replace(/\n[ \t]+/g, " ");
  return { subject: /^Subject: (.*)$/m.exec(head)?.[1] ?? "", text: lines.slice(end + 1).join("\n") };
}
