import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { artifactsDir } from "@logstead/base";
import { detectorHost, type Site } from "@logstead/inventory";
import { detectorComponent } from "@logstead/templates";

/**
 * Which image each component brings to its host, by the component's name: one that was made anew of other
 * sources is applied, though the version is the same.
 */
export function imagesOf(site: Site): Record<string, string> {
  const host = detectorHost(site);
  const { name, program } = detectorComponent;
  if (!host || program.fromRegistry(site)) return {};
  const folder = join(artifactsDir(), program.name, program.version(site), host.settings.arch);
  const file = join(folder, "image.tar.json");
  if (!existsSync(file)) return {};
  return { [name]: (JSON.parse(readFileSync(file, "utf8")) as { id: string }).id };
}
