import { readFileSync } from "node:fs";
import { request } from "node:https";

/** Where a client certificate and its key are, in PEM. */
export interface Identity {
  certificate?: string | undefined;
  key?: string | undefined;
}

interface Asked {
  method?: "POST";
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** The certificate and key as TLS takes them, read anew for each connection: a renewed one needs no restart. */
export const tlsOf = ({ certificate, key }: Identity) =>
  certificate === undefined || key === undefined
    ? {}
    : { cert: readFileSync(certificate), key: readFileSync(key) };

/**
 * `fetch` that shows a client certificate where there is one, for which fetch itself has no option. A redirect is
 * an answer like any other: nobody is led away with the token.
 */
export async function fetchAs(identity: Identity, url: string, asked: Asked): Promise<Response> {
  if (identity.certificate === undefined || !url.startsWith("https:"))
    return fetch(url, { ...asked, redirect: "manual" });
  const { method = "GET", headers, body, signal } = asked;
  return new Promise((done, fail) => {
    const sent = request(url, { method, headers, signal, ...tlsOf(identity) }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", fail);
      answer.on("end", () => {
        const status = answer.statusCode ?? 502;
        const text = status === 204 || status === 304 ? null : Buffer.concat(parts);
        const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
          typeof value === "string" ? [[name, value] as [string, string]] : [],
        );
        done(new Response(text, { status, headers }));
      });
    });
    sent.on("error", fail);
    sent.end(body);
  });
}
