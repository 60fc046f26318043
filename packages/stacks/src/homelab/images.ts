import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { artifactsDir } from "@logstead/base";
import { detectorHost, detectorVersion, type Site } from "@logstead/inventory";

/**
 * Which image each component brings to its host, by the component's name: one that was made anew of other
 * sources is applied, though the version is the same.
 */
export function imagesOf(site: Site): Record<string, string> {
  const host = detectorHost(site);
  if (!host || site.detector.image) return {};
  const folder = join(artifactsDir(), "detector", detectorVersion(site), host.settings.arch);
  const file = join(folder, "image.tar.json");
  if (!existsSync(file)) return {};
  return { detector: (JSON.parse(readFileSync(file, "utf8")) as { id: string }).id };
}
