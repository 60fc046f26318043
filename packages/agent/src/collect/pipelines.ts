import type { Site } from "@logstead/inventory";
import { kindOf, type Source } from "@logstead/sources";

/** The pipeline of a source; its kind knows one for sources that name none. */
export function pipelineOf(site: Site, source: Source): string | undefined {
  const { pipeline } = kindOf(source);
  return source.pipeline ?? (typeof pipeline === "function" ? pipeline(site) : pipeline);
}
