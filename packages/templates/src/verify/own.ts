import { ipOf, type Site } from "@logstead/inventory";
import type { VerifyOptions } from "./verify.ts";

/** What is a host's own in its files: they are checked once for all hosts that differ in nothing else. */
export function ownWords(site: Site): NonNullable<VerifyOptions["own"]> {
  const words = new Map(
    Object.values(site.hosts).map((host) => [host.name, [ipOf(host.settings.address), host.name]]),
  );
  return (path) => words.get(/^hosts\/([^/]+)\//.exec(path)?.[1] ?? "") ?? [];
}
