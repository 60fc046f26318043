import { matchesGlob } from "node:path";
import { identifier } from "../alloy/syntax.ts";
import type { CollectedSource, CollectorModel } from "../model.ts";
import { type Position, writeAlloy, writePromtail } from "./file.ts";

/** The content of a containers' targets file (file-based discovery). */
export type Targets = readonly { targets: readonly string[]; labels: Readonly<Record<string, string>> }[];

/** A position that the other program cannot keep. */
interface LeftOut {
  path: string;
  reason: string;
}

const cursor = "cursor-";
const components = { journal: "loki.source.journal", files: "loki.source.file" } as const;

/** Where a component of Alloy keeps its positions, below its state folder. */
const fileOf = (component: string) => `${component}/positions.yml`;

/**
 * The files of Alloy's state that go on where Promtail stopped: offsets of files and the journal's cursor,
 * which a plain `alloy convert` loses. Docker's API has times for positions, kept under labels that change
 * with a container's address; those containers are read again, and Loki keeps equal lines once.
 */
export function toAlloy(
  model: CollectorModel,
  positions: readonly Position[],
  targets: Targets = [],
): { files: { path: string; text: string }[]; leftOut: LeftOut[] } {
  const byComponent = new Map<string, Position[]>();
  const leftOut: LeftOut[] = [];
  for (const { path, value } of positions) {
    const place = path.startsWith(cursor) ? journalPlace(model, path) : filePlace(model, path, targets);
    if ("reason" in place) leftOut.push({ path, reason: place.reason });
    else {
      const list = byComponent.get(place.component) ?? [];
      byComponent.set(place.component, [...list, { path: place.path, labels: place.labels, value }]);
    }
  }
  const files = [...byComponent].map(([component, list]) => ({
    path: fileOf(component),
    text: writeAlloy(list),
  }));
  return { files, leftOut };
}

type Place = { component: string; path: string; labels: string } | { reason: string };

function journalPlace({ sources }: CollectorModel, key: string): Place {
  const name = key.slice(cursor.length);
  const source = sources.find((candidate) => candidate.name === name && candidate.read.journal);
  if (!source)
    return { reason: sources.find(({ read }) => read.positionsStay)?.read.positionsStay ?? noSource };
  const component = `${components.journal}.${identifier(name)}`;
  return { component, path: `${cursor}${component}`, labels: "" };
}

const noSource = "no source of this host reads it";

function filePlace({ sources }: CollectorModel, path: string, targets: Targets): Place {
  for (const source of sources) {
    const labels = fileLabels(source, path, targets);
    if (labels)
      return { component: `${components.files}.${identifier(source.name)}`, path, labels: labelSet(labels) };
  }
  return { reason: noSource };
}

/** The labels that a file's target has in this source, or undefined where the source does not read it. */
function fileLabels({ read: { files: read } }: CollectedSource, path: string, targets: Targets) {
  if (!read) return undefined;
  const group = read.groups.find(
    (target) => matchesGlob(path, target.path) && !target.exclude.some((glob) => matchesGlob(path, glob)),
  );
  if (!group) return undefined;
  if (read.targetsFile === undefined) return group.labels;
  const target = targets.find(({ labels }) => labels.__path__ === path);
  return (
    target && Object.fromEntries(Object.entries(target.labels).filter(([name]) => !name.startsWith("__")))
  );
}

/** Labels as Prometheus writes a set. */
const labelSet = (labels: Readonly<Record<string, string>>) =>
  `{${Object.keys(labels)
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`)
    .join(", ")}}`;

/** The reverse: Promtail's file from the positions of Alloy's components, by component name. */
export function toPromtail(
  model: CollectorModel,
  components: Readonly<Record<string, readonly Position[]>>,
): { text: string; leftOut: LeftOut[] } {
  const kept = new Map<string, string>();
  const leftOut: LeftOut[] = [];
  for (const [component, positions] of Object.entries(components))
    for (const { path, value } of positions) {
      const key = path.startsWith(cursor) ? promtailCursor(model, path) : path;
      if (key === undefined) leftOut.push({ path, reason: `${component} has no counterpart` });
      else kept.set(key, value);
    }
  return {
    text: writePromtail([...kept].map(([path, value]) => ({ path, labels: "", value }))),
    leftOut,
  };
}

function promtailCursor({ sources }: CollectorModel, path: string): string | undefined {
  const component = path.slice(cursor.length);
  const source = sources.find(
    ({ name, read }) => read.journal && component === `loki.source.journal.${identifier(name)}`,
  );
  if (source) return `${cursor}${source.name}`;
  // Docker's containers have their id as key in both programs.
  return /^[0-9a-f]{64}$/.test(component) ? path : undefined;
}
