import { join } from "node:path";
import type { Planting, ProbeContext } from "../kind/context.ts";
import type { FileGroup, FilesRead, Reading } from "../kind/reading.ts";
import type { AlloyWriter, Expression, Node, PromtailWriter, Rendered, Scrape } from "../kind/render.ts";

/*
 * What all kinds that read files share: files as they are, an engine's own, and Windows' folders.
 */

export interface FilesReading extends Reading {
  files: FilesRead;
}

const common: Omit<FilesRead, "groups"> = {
  encoding: undefined,
  // File events bring most new files at once.
  lookEvery: "2s",
  pollEvery: undefined,
  targetsFile: undefined,
  fromBeginning: true,
};

export const filesReading = (
  groups: readonly FileGroup[],
  more: Partial<FilesRead> = {},
): { read: FilesReading } => ({ read: { rules: [], files: { ...common, groups, ...more } } });

/** How both programs read them, and how a line gets into them. */
export const asFiles = {
  labelledAfterReading: true,
  namesFile: true,
  promtail,
  alloy,
  replayable: () => true,
  plant: join(import.meta.dirname, "plant.py"),
} as const;

function promtail({ name, labels, read }: Rendered<FilesReading>, write: PromtailWriter): Scrape[] {
  const { groups, targetsFile } = read.files;
  const encoding = read.files.encoding === undefined ? {} : { encoding: read.files.encoding };
  if (targetsFile !== undefined)
    return [
      {
        job_name: name,
        file_sd_configs: [{ files: [targetsFile] }],
        relabel_configs: write.fixed(labels),
        ...encoding,
      },
    ];
  return [
    {
      job_name: name,
      static_configs: groups.map((group) => ({
        targets: ["localhost"],
        labels: {
          ...labels,
          ...group.labels,
          __path__: group.path,
          ...(group.exclude.length > 0 && { __path_exclude__: write.together(group.exclude) }),
        },
      })),
      ...encoding,
    },
  ];
}

function alloy({ name, read }: Rendered<FilesReading>, write: AlloyWriter, to: Expression): Node[] {
  const { attributes, block, component } = write;
  const label = write.identifier(name);
  const { encoding, pollEvery } = read.files;
  const [finder, targets] = finding(label, read.files, write);
  const watching = { min_poll_frequency: "250ms", max_poll_frequency: pollEvery };
  return [
    finder,
    component("loki.source.file", label, [
      ...attributes({
        targets,
        encoding,
        legacy_positions_file: write.legacyPositions,
        forward_to: [to],
      }),
      ...(pollEvery === undefined ? [] : [block("file_watch", attributes(watching))]),
    ]),
  ];
}

/** The component that finds the files, and its targets. */
function finding(label: string, read: FilesRead, write: AlloyWriter): [Node, Expression] {
  const { attributes, component, ref } = write;
  if (read.targetsFile !== undefined)
    return [
      component("discovery.file", label, attributes({ files: [read.targetsFile], refresh_interval: "5s" })),
      ref(`discovery.file.${label}.targets`),
    ];
  const targets = read.groups.map((group) => ({
    __path__: group.path,
    ...(group.exclude.length > 0 && { __path_exclude__: write.together(group.exclude) }),
    ...group.labels,
  }));
  return [
    component("local.file_match", label, attributes({ path_targets: targets, sync_period: read.lookEvery })),
    ref(`local.file_match.${label}.targets`),
  ];
}

/** A line in a file that fits the glob; the probe's own file, where it has wildcards. */
export function fileProbe(
  glob: string,
  { name }: ProbeContext,
  labels = {},
  more: { encoding?: string; end?: string } = {},
): Planting {
  const path = glob.replaceAll(/\*\*|\*|\?|\[[^\]]*\]/g, name);
  return { by: glob, writing: { how: "file", path, ...more }, labels: { filename: path, ...labels } };
}
