import type { Socket } from "node:net";

export interface Mail {
  from: string;
  to: string[];
  subject: string;
  text: string;
}

/** The part of SMTP (RFC 5321) that a client needs to hand over mails, one after the other. */
export function takeMail(socket: Socket, keep: (mail: Mail) => void): void {
  let waiting = "";
  let body: string[] | undefined;
  let from = "";
  let to: string[] = [];
  socket.on("error", () => {});
  const say = (text: string) => socket.write(`${text}\r\n`);
  const line = (text: string) => {
    if (body) {
      if (text !== ".") return void body.push(text.startsWith("..") ? text.slice(1) : text);
      keep({ from, to, ...mailOf(body) });
      [body, from, to] = [undefined, "", []];
      return say("250 kept");
    }
    const [, verb = "", rest = ""] = /^(\w*) ?(.*)$/.exec(text) ?? [];
    const address = /<([^>]*)>/.exec(rest)?.[1] ?? "";
    switch (verb.toUpperCase()) {
      case "MAIL":
        [from, to] = [address, []];
        return say("250 ok");
      case "RCPT":
        to.push(address);
        return say("250 ok");
      case "DATA":
        if (to.length === 0) return say("503 nobody is to have it");
        body = [];
        return say("354 go on");
      case "QUIT":
        return socket.end("221 bye\r\n");
      case "EHLO":
      case "HELO":
      case "RSET":
      case "NOOP":
        return say("250 ok");
      default:
        return say("502 not known here");
    }
  };
  say("220 logstead lab");
  socket.setEncoding("utf8").on("data", (part) => {
    waiting += part;
    for (let at = waiting.indexOf("\r\n"); at !== -1; at = waiting.indexOf("\r\n")) {
      const next = waiting.slice(0, at);
      waiting = waiting.slice(at + 2);
      line(next);
    }
  });
}

/** Subject and text of a mail with one part (RFC 5322, 2045, 2047). */
export function mailOf(lines: string[]): Pick<Mail, "subject" | "text"> {
  const end = lines.indexOf("");
  const head = lines
    .slice(0, end)
    .join("\n")
    .replace(/\n[ \t]+/g, " ");
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1] ?? "";
  const body = lines.slice(end + 1).join("\n");
  const encoding = header("Content-Transfer-Encoding").toLowerCase();
  const text =
    encoding === "base64"
      ? Buffer.from(body, "base64").toString()
      : encoding === "quoted-printable"
        ? quotedPrintable(body.replace(/=\n/g, ""))
        : body;
  return { subject: words(header("Subject")), text: text.replaceAll("\r\n", "\n").replace(/\n+$/, "\n") };
}

const quotedPrintable = (text: string) =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();

/** `=?UTF-8?Q?…?=`; blanks between two such words are none. */
const words = (text: string) =>
  text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, how: string, what: string) =>
      how.toUpperCase() === "B"
        ? Buffer.from(what, "base64").toString()
        : quotedPrintable(what.replaceAll("_", " ")),
    );
