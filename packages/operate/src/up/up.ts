import { prepareArtifacts } from "@logstead/ansible";
import type { Site } from "@logstead/inventory";
import { type Applied, type ApplyOptions, apply } from "./apply.ts";
import { alone } from "./lock.ts";
import { step } from "./steps.ts";
import { renderedVerifiedWritten, type TreeOptions } from "./tree.ts";

export type UpOptions = ApplyOptions & TreeOptions;

/** From a checked site to hosts that are as it says. Rerun after an interruption, it continues. */
export function up(site: Site, options: UpOptions): Promise<Applied> {
  return alone(site.environment, async () => {
    const tree = await renderedVerifiedWritten(site, options);
    await step(
      "artifacts",
      options.on,
      () => prepareArtifacts(site, options.onTool ? { onProgress: options.onTool } : {}),
      (all) =>
        all.map(({ name, version, arch }) => `${name} ${version} ${arch}`).join(", ") ||
        "downloaded by hosts",
    );
    return apply(site, tree, options);
  });
}
