import { kindOf, type PromtailWriter } from "@logstead/sources";
import { together } from "../exclude.ts";
import type { CollectedSource } from "../model.ts";
import { relabelConfigs } from "./relabel.ts";

/** Rules that match everything and write labels, where a program takes none of its own. */
const fixed = (labels: CollectedSource["labels"]) =>
  Object.entries(labels).map(([name, value]) => ({
    target_label: name,
    replacement: value.replaceAll("$", "$$$$"),
  }));

const write: PromtailWriter = { relabelConfigs, fixed, together };

/** The `scrape_configs` entries of a source, without their stages; several where it has several listeners. */
export const scrapeConfigs = (source: CollectedSource) => kindOf(source).promtail(source, write);
