import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "@logstead/base";
import { loadText, type NamedSource, type Site, type SiteHost } from "@logstead/inventory";
import { sourceKinds } from "@logstead/sources";
import { stringify } from "yaml";
import { z } from "zod";
import { staticLabels } from "../collect/labels.ts";
import { caseNames, type Pipeline } from "../library/load.ts";
import { readYaml } from "../library/read.ts";
import { sourceStages } from "../source/stages.ts";
import type { Stage } from "../stages/stage.ts";
import { yesterdayMark, yesterdayText } from "./yesterday.ts";

/** `cases/NAME.options.yaml`, all of it optional. */
const CaseOptions = z.strictObject({
  about: z.string().optional().describe("What the case shows."),
  source: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Settings of the source as in an inventory; default: files in UTC."),
  labels: z
    .record(z.string(), z.string())
    .default({})
    .describe("Labels that the source gives by itself (unit, level)."),
  fill: z
    .record(z.string(), z.strictObject({ text: z.string(), bytes: z.int().min(1).max(16_777_216) }))
    .default({})
    .describe("Texts of the input that stand for longer ones."),
  site: z.record(z.string(), z.unknown()).default({}).describe("Sections of the inventory that matter here."),
});
export type CaseOptions = z.output<typeof CaseOptions>;

export interface Case {
  pipeline: string;
  name: string;
  /** What the source reads, bytes as they are in the file. */
  input: Buffer;
  expectedFile: string;
  /** Labels the line has before the first stage. */
  labels: Record<string, string>;
  stages: Stage[];
  /** Labels that are the same in every case, left out of what is expected. */
  job: string;
}

export function casesOf(pipeline: Pipeline): Case[] {
  return caseNames(pipeline.folder).map((name) => readCase(pipeline, name));
}

export function readCase(pipeline: Pipeline, name: string): Case {
  const base = join(pipeline.folder, "cases", name);
  const optionsFile = `${base}.options.yaml`;
  let options: CaseOptions = CaseOptions.parse({});
  if (existsSync(optionsFile)) {
    const read = readYaml(readFileSync(optionsFile, "utf8"), optionsFile, CaseOptions);
    if (!read.ok) throw new ProblemError(read.problems, 1);
    options = read.value;
  }
  const job = `${pipeline.name}-${name}`;
  const { site, host, named } = trialSite(pipeline.name, job, options);
  return {
    pipeline: pipeline.name,
    name,
    input: filled(readFileSync(`${base}.input`), options.fill),
    expectedFile: `${base}.expected.json`,
    labels: { ...staticLabels(site, host, named), ...options.labels },
    stages: withEveryLine(sourceStages(site, host, named, { pipeline: pipeline.definition })),
    job,
  };
}

/** What a case reads that says nothing else. */
const plain = { type: "files", paths: ["/trial.log"] };

/** One host with one source, in UTC, that takes lines of any age: the cases' lines are old. */
export function trialSite(
  pipeline: string,
  job: string,
  options: Pick<CaseOptions, "source" | "site">,
): { site: Site; host: SiteHost; named: NamedSource } {
  const inventory = {
    site: { name: "trial", timezone: "UTC", stage: "test" },
    loki: { url: "http://127.0.0.1:3100", transport: "plain", limits: { rejectOldSamples: false } },
    ...options.site,
    hosts: {
      trial: {
        address: "192.0.2.1/24",
        sources: {
          journal: false,
          trial: { ...(options.source.type === undefined && plain), ...options.source, job, pipeline },
        },
      },
    },
  };
  const { pipelines, ...rest } = inventory as Record<string, unknown>;
  // A pipeline of the user's own is no name the inventory knows; its stages are given to the source here.
  const withPipeline = {
    ...rest,
    pipelines: { ...(pipelines as object | undefined), [pipeline]: { folder: "pipelines/trial" } },
  };
  const loaded = loadText(stringify(withPipeline));
  if (!loaded.ok) throw new ProblemError(loaded.problems, 1);
  const host = loaded.site.hosts.trial as SiteHost;
  const named = host.derived.sources.find(({ name }) => name === "trial") as NamedSource;
  return { site: loaded.site, host, named };
}

/** A case expects the same each time, so nothing is left to the lot. */
export function withEveryLine(stages: readonly Stage[]): Stage[] {
  return stages.map((stage) => {
    if (stage.type === "sample") return { ...stage, rate: 1 };
    return stage.type === "when" ? { ...stage, stages: withEveryLine(stage.stages) } : stage;
  });
}

/** Puts longer texts in, and yesterday as classic syslog writes a day, which names no year. */
function filled(input: Buffer, fill: CaseOptions["fill"]): Buffer {
  let text = input.toString("latin1").replaceAll(yesterdayMark, yesterdayText());
  for (const [mark, { text: unit, bytes }] of Object.entries(fill))
    text = text.replaceAll(mark, unit.repeat(Math.ceil(bytes / unit.length)).slice(0, bytes));
  return Buffer.from(text, "latin1");
}

/** A kind whose lines come in a container engine's frame. */
const framed = sourceKinds.find(({ containers, lineFormat }) => containers && lineFormat);

/** The stages and first labels of a pipeline on a source with the given settings. */
export function trialStages(
  pipeline: Pipeline,
  { format, timezone }: { format?: "json-file" | "k8s-file" | undefined; timezone?: string | undefined } = {},
) {
  const given = {
    ...(format && { type: framed?.type, format }),
    ...(timezone !== undefined && { timezone }),
  };
  const { site, host, named } = trialSite(pipeline.name, pipeline.name, { source: given, site: {} });
  return {
    stages: sourceStages(site, host, named, { pipeline: pipeline.definition }),
    labels: staticLabels(site, host, named),
  };
}
