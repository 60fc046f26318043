import type { Node } from "@logstead/sources";
import { kindOf } from "@logstead/sources";
import type { CollectedSource, CollectorModel, Destination } from "../model.ts";
import { metrics } from "./metrics.ts";
import { sourceComponents } from "./source.ts";
import { declarations, processing } from "./stages.ts";
import { attributes, block, comment, component, fileText, identifier, ref } from "./syntax.ts";
import { sending } from "./write.ts";

/** Alloy's configuration (1.10 or newer), as text. */
export function alloyConfig(model: CollectorModel): string {
  const paths = pathsOf(model);
  const nodes: Node[] = [
    comment(
      `Alloy on ${model.host} (${model.site}): reads ${model.sources.map(({ name }) => name).join(", ") || "nothing"}.\nCheck it with: alloy validate FILE\nThe address of its HTTP server and the folder of its state are arguments of the unit.`,
    ),
    block("logging", attributes({ level: "info", format: "logfmt" })),
    ...declarations(model),
    ...model.sources.flatMap((source) => sourceNodes(source, model, pathOf(paths, source))),
    ...paths.flatMap((path) => pathNodes(model, path)),
    ...metrics(model),
  ];
  return fileText(nodes);
}

/** How lines leave: a source that can be read again waits for Loki; a receiver's lines are dropped in time. */
interface Path {
  name: string;
  about: string;
  replayable: boolean;
}

function pathsOf({ sources, destinations }: CollectorModel): Path[] {
  const replayable = sources.some((source) => source.replayable);
  const received = sources.some((source) => !source.replayable);
  const same = destinations.every(
    (destination) => destination.replayableRetries === destination.receiverRetries,
  );
  const endless: Path = {
    name: "loki",
    about:
      "While Loki is away a batch is tried again for ever (0) and reading waits: journal and files are the buffer.",
    replayable: true,
  };
  if (!received || same) return [endless];
  const limited: Path = {
    name: "received",
    about: "What was received cannot be read again: after these tries a batch is dropped and counted.",
    replayable: false,
  };
  return replayable ? [endless, limited] : [limited];
}

const pathOf = (paths: readonly Path[], source: CollectedSource): Path =>
  paths.find(({ replayable }) => replayable === source.replayable) ?? (paths[0] as Path);

function sourceNodes(source: CollectedSource, model: CollectorModel, path: Path): Node[] {
  const label = identifier(source.name);
  const about = `${source.about}${source.pipeline === undefined ? "" : ` Pipeline ${source.pipeline}.`}`;
  return [
    comment(`${source.name}: ${about}`),
    ...sourceComponents(source, model, ref(`loki.process.${label}_lines.receiver`)),
    ...processing(source, model, label, ownLabels(source), `loki.process.${path.name}.receiver`),
  ];
}

const ownLabels = (source: CollectedSource): Node[] =>
  kindOf(source).labelledAfterReading
    ? [block("stage.static_labels", attributes({ values: source.labels }))]
    : [];

function pathNodes(model: CollectorModel, path: Path): Node[] {
  const tries = (destination: Destination) =>
    path.replayable ? destination.replayableRetries : destination.receiverRetries;
  const label = (destination: Destination) =>
    destination.name === "loki" ? path.name : `${path.name}_${destination.name}`;
  const sent = model.destinations.map((destination) =>
    sending(destination, label(destination), tries(destination)),
  );
  return [
    comment(path.about),
    component("loki.process", path.name, [
      ...attributes({ forward_to: sent.map(({ receiver }) => receiver) }),
      block("stage.limit", [
        comment("Lines a second; nothing is dropped, reading waits."),
        ...attributes({ rate: model.limits.rate, burst: model.limits.burst, drop: false }),
      ]),
      block("stage.drop", [
        comment("Loki cuts and marks long lines; this only keeps a runaway line out of the way, counted."),
        ...attributes({
          longer_than: `${8 * model.limits.lineBytes}B`,
          drop_counter_reason: "line_too_long",
        }),
      ]),
    ]),
    ...sent.flatMap(({ nodes }) => nodes),
  ];
}
