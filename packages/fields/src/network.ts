import ipaddr from "ipaddr.js";
import { z } from "zod";
import { field } from "./field.ts";

/** A TCP or UDP port. */
export const Port = z
  .int()
  .min(1)
  .max(65_535)
  .meta({ title: "Port", examples: [8080], description: "A port number from 1 to 65535." });
export type Port = z.output<typeof Port>;

/** An IPv4 or IPv6 address, with or without the prefix length of its network. */
export const CidrAddress = field({
  name: "CidrAddress",
  what: "An IPv4 or IPv6 address, optionally with the prefix length of its network.",
  examples: ["192.168.1.143", "192.168.1.143/24", "fd00::143/64"],
  refuse(text) {
    const [ip = "", prefix, ...rest] = text.split("/");
    const good = rest.length === 0 && isAddress(ip) && (prefix === undefined || isPrefix(ip, prefix));
    if (good) return undefined;
    return {
      code: "bad-address",
      message: "this is not an IP address",
      want: "an IPv4 or IPv6 address, with a prefix length if wanted, such as 192.168.1.143 or 192.168.1.143/24",
      fix: suggestAddress(text) ?? "ip -brief address   shows the host's own address when it runs there",
    };
  },
});
export type CidrAddress = z.output<typeof CidrAddress>;

/** What remains of an address with a port, leading zeros, an impossible prefix or a scheme. */
function suggestAddress(text: string): string | undefined {
  const host = text
    .trim()
    .replace(/^\w+:\/\//, "")
    .replace(/\/.*$/, "");
  const guess = [host, host.replace(/:\d+$/, ""), host.replace(/\b0+(?=\d)/g, "")].find(isAddress);
  // A colon at its end would make a key of it.
  return guess && `Please set: ${guess.endsWith(":") ? `'${guess}'` : guess}`;
}

const isAddress = (ip: string) => ipaddr.IPv6.isValid(ip) || ipaddr.IPv4.isValidFourPartDecimal(ip);
const isPrefix = (ip: string, prefix: string) =>
  /^\d{1,3}$/.test(prefix) && Number(prefix) <= (ip.includes(":") ? 128 : 32);

/** The address without its prefix length. */
export function ipOf(address: CidrAddress): string {
  return address.split("/")[0] as string;
}

/** One spelling for equal addresses, so that `fd00::1` and `fd00:0::1` compare equal. */
export function canonicalIp(address: CidrAddress): string {
  const ip = ipOf(address);
  return ip.includes(":") ? ipaddr.parse(ip).toNormalizedString() : ip;
}

const internalRanges = new Set([
  "private",
  "loopback",
  "uniqueLocal",
  "linkLocal",
  "carrierGradeNat",
  "unspecified",
]);

/**
 * Whether a host name or address stays inside the site: private and local address ranges (RFC 1918,
 * 4193, 6598), single-label names, and names that no public DNS has (RFC 6762, 8375, cluster.local).
 */
export function isInternal(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  if (isAddress(bare)) return internalRanges.has(ipaddr.parse(bare).range());
  return (
    !bare.includes(".") || /\.(local|lan|home|internal|localdomain|home\.arpa|cluster\.local)$/i.test(bare)
  );
}

/** An http or https address without credentials in it. */
export const HttpUrl = field({
  name: "HttpUrl",
  what: "An http:// or https:// address, without user name or password.",
  examples: ["http://192.168.1.143:3100", "https://loki.example.org"],
  pattern: "^https?://",
  refuse(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.username || url?.password)
      return {
        code: "secret-in-plain-text",
        message: "this address carries a password",
        want: "an address without user name and password; credentials are settings of their own (secret:NAME)",
        fix: `Please set: ${text.replace(/(?<=^\w+:\/\/)[^@/]*@/, "")}   # and give the credential by its own key, as secret:NAME`,
        hideValue: true,
      };
    if (url && /^https?:$/.test(url.protocol)) return undefined;
    return {
      code: "bad-url",
      message: "this is not an http or https address",
      want: "http:// or https://, host and port, such as http://192.168.1.143:3100",
      fix: `Please set: ${/^[\w.-]+(:\d{1,4})?(\/[\w./-]*)?$/.test(text) && URL.canParse(`http://${text}`) ? `http://${text}` : "http://192.168.1.143:3100"}`,
    };
  },
});
export type HttpUrl = z.output<typeof HttpUrl>;

/** The address of another service as `host:port`. */
export const HostPort = field({
  name: "HostPort",
  what: "A host name or address and a port.",
  examples: ["splunk.company.com:514"],
  pattern: "^[^\\s/:]+:\\d+$",
  refuse(text) {
    const port = Number(/^[^\s/:]+:(\d+)$/.exec(text)?.[1]);
    if (port >= 1 && port <= 65_535) return undefined;
    return {
      code: "bad-host-port",
      message: "this is not a host with a port",
      want: "host:port, such as splunk.company.com:514",
      fix: `Please set: ${/^[\w.-]+$/.test(text) ? `${text}:514` : (/^\w+:\/\/([\w.-]+:\d{1,4})\b/.exec(text)?.[1] ?? "splunk.company.com:514")}`,
    };
  },
});
export type HostPort = z.output<typeof HostPort>;
