import { type SecretRef, storedName } from "@logstead/fields";
import type { Request } from "./request.ts";

/* How n8n sends: nodes with names and versions as n8n 2.41 has them (docs.n8n.io, "Built-in nodes"). */

/** A node without its name and place. Texts that begin with `=` are n8n's expressions. */
export interface Node {
  type: `n8n-nodes-base.${string}`;
  typeVersion: number;
  parameters: Record<string, unknown>;
  /** Tries again, at most five times and five seconds apart: n8n allows no more. */
  retry?: { tries: 2 | 3 | 4 | 5; wait: number };
}

/** A credential: each secret in it is written as `held` says, until the role on the host puts it in. */
export interface CredentialData {
  type: "httpHeaderAuth" | "httpCustomAuth" | "smtp";
  data: Record<string, string | number | boolean | object>;
}

/** The name of a secret as the role looks it up. */
export const secretName = (ref: SecretRef): string => storedName(ref) ?? ref;
/** What stands for a secret in a credential. */
export const held = (ref: SecretRef): string => `<${secretName(ref)}>`;

export interface HttpRequest {
  method: Request["method"];
  url: string;
  /** An expression whose value is the body, an object. */
  body: `=${string}`;
  /** Milliseconds until it counts as failed. */
  timeout: number;
  credential: CredentialData["type"] | undefined;
}

export const httpRequest = ({ method, url, body, timeout, credential }: HttpRequest): Node => ({
  type: "n8n-nodes-base.httpRequest",
  typeVersion: 4.2,
  parameters: {
    method,
    url,
    ...(credential && { authentication: "genericCredentialType", genericAuthType: credential }),
    sendBody: true,
    contentType: "json",
    specifyBody: "json",
    jsonBody: body,
    options: { timeout, redirect: { redirect: { followRedirects: false } } },
  },
});

const timeout = 10_000;
const retry = { tries: 3, wait: 2000 } as const;

/** Credential and node of a channel that is one HTTP request. */
export function http<Channel>(request: (channel: Channel, secret: (ref: SecretRef) => string) => Request) {
  const credential = (channel: Channel) => credentialOf(request(channel, held));
  return {
    request,
    credential,
    node: (channel: Channel, message: string): Node => {
      const { method, url } = request(channel, held);
      const body = `={{ JSON.stringify(${message}.body) }}` as const;
      return { ...httpRequest({ method, url, body, timeout, credential: credential(channel)?.type }), retry };
    },
    seconds: (retry.tries * timeout + (retry.tries - 1) * retry.wait) / 1000,
  };
}

/** One header is n8n's "header auth"; more, or something in the body, its "custom auth". */
function credentialOf({ headers = {}, body }: Request): CredentialData | undefined {
  const [only, ...others] = Object.entries(headers);
  if (!body && !only) return undefined;
  if (!body && only && others.length === 0)
    return { type: "httpHeaderAuth", data: { name: only[0], value: only[1] } };
  const json = { ...(only && { headers }), ...(body && { body }) };
  return { type: "httpCustomAuth", data: { json } };
}
