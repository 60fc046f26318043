import { ipOf, type Site } from "@logstead/inventory";
import type { VerifyOptions } from "./verify.ts";

/** What differs between hosts in otherwise equal files, which are checked once for all of them. */
export function ownWords(site: Site): NonNullable<VerifyOptions["own"]> {
  const words = new Map(
    Object.values(site.hosts).map((host) => [host.name, [ipOf(host.settings.address), host.name]]),
  );
  return (path) => words.get(/^hosts\/([^/]+)\//.exec(path)?.[1] ?? "") ?? [];
}
