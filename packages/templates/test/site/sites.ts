import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { repoRoot } from "@logstead/base";
import { load, loadText, type Site } from "@logstead/inventory";

/** The environments and examples of this clone. */
export const inventories = ["infra/environments", "examples"].flatMap((folder) =>
  globSync("*.yaml", { cwd: join(repoRoot, folder) }).map((name) => join(repoRoot, folder, name)),
);

export const nameOf = (file: string) => basename(file, ".yaml");

export function siteOf(file: string): Site {
  const loaded = load(file);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 2));
  return loaded.site;
}

/** A small site: one host with Loki, and whatever else is written. */
export function siteWith(more = ""): Site {
  const loaded = loadText(
    `site: {name: test}\n${more.includes("hosts:") ? "" : "hosts:\n  ocean: {address: 192.168.1.143, roles: [agent, loki, nginx]}\n"}${more}`,
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 2));
  return loaded.site;
}
