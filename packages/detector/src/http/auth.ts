import { createHash, timingSafeEqual } from "node:crypto";
import { secretValue } from "../service/load.ts";
import type { ServiceSettings } from "../service/settings.ts";

export const roles = ["read", "feedback", "admin"] as const;
export type Role = (typeof roles)[number];

export interface Caller {
  name: string;
  role: Role;
}

/** Whether a role may do what needs another: each may do all of those before it. */
export const may = (has: Role, needs: Role) => roles.indexOf(has) >= roles.indexOf(needs);

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Who is calling, by the bearer token; tokens are kept as hashes and compared in constant time. */
export function callers(
  settings: Pick<ServiceSettings, "http" | "secretsFolder">,
): (header?: string) => Caller | undefined {
  const known = settings.http.tokens.map(({ name, role, token }) => ({
    name,
    role,
    hash: digest(secretValue(token, settings)),
  }));
  return (header) => {
    const token = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
    if (token === undefined) return undefined;
    const hash = digest(token);
    let found: Caller | undefined;
    for (const one of known) if (timingSafeEqual(one.hash, hash)) found = { name: one.name, role: one.role };
    return found;
  };
}
