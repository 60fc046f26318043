import type { Message } from "./lines.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const local0 = 16;

export interface SyslogSource {
  hostname: string;
  app: string;
  pid: number;
}

/** BSD syslog: no year, no time zone, local time. */
export function rfc3164(
  { severity, text }: Message,
  { hostname, app, pid }: SyslogSource,
  now: Date,
): string {
  const day = String(now.getDate()).padStart(2, " ");
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()]
    .map((n) => String(n).padStart(2, "0"))
    .join(":");
  return `<${local0 * 8 + severity}>${months[now.getMonth()]} ${day} ${time} ${hostname} ${app}[${pid}]: ${text}`;
}

export function rfc5424(
  { severity, text }: Message,
  { hostname, app, pid }: SyslogSource,
  now: Date,
): string {
  return `<${local0 * 8 + severity}>1 ${now.toISOString()} ${hostname} ${app} ${pid} - - ${text}`;
}

/** RFC 6587: a line feed ends a message, or its length stands before it. */
export function framed(message: string, framing: "line" | "octets"): string {
  return framing === "line" ? `${message}\n` : `${Buffer.byteLength(message)} ${message}`;
}
