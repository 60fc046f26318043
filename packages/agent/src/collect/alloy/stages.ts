import { kindOf, type Node } from "@logstead/sources";
import { alloyNodes } from "../../stages/alloy.ts";
import type { Stage } from "../../stages/stage.ts";
import type { CollectedSource, CollectorModel } from "../model.ts";
import { attributes, block, comment, component, ref } from "./syntax.ts";

type Shared = Extract<Stage, { type: "shared" }>;
type Stages = readonly Stage[];

/** Cached blocks by stages: sources and hosts share them; a site has one salt. */
const made = new WeakMap<Stages, Node[]>();

function nodesOf(stages: Stages, saltVariable: string | undefined): Node[] {
  const nodes = made.get(stages) ?? alloyNodes(stages, { saltVariable });
  made.set(stages, nodes);
  return nodes;
}

/** The components declared for what several sources share. */
export function declarations({ sources, saltVariable }: CollectorModel): Node[] {
  const shared = new Map<string, Shared>();
  for (const stage of sources.flatMap(({ stages }) => stages))
    if (stage.type === "shared") shared.set(stage.name, stage);
  return [...shared.values()].flatMap((stage) => {
    const nodes = declared.get(stage) ?? declaration(stage, saltVariable);
    declared.set(stage, nodes);
    return nodes;
  });
}

const declared = new WeakMap<Shared, Node[]>();

const declaration = ({ name, stages }: Shared, saltVariable: string | undefined): Node[] => [
  comment(`A component of its own, since every source needs it: ${name}.`),
  component("declare", name, [
    component("argument", "forward_to", []),
    component("loki.process", "lines", [
      ...attributes({ forward_to: ref("argument.forward_to.value") }),
      ...nodesOf(stages, saltVariable),
    ]),
    component("export", "receiver", attributes({ value: ref("loki.process.lines.receiver") })),
  ]),
];

interface Step {
  name: string;
  label: string;
  stages: Stages;
}

/**
 * The components a source's lines pass, first to last: its own stages, with the shared ones between them.
 * Extracted fields end with a component; the shared stages come where none is needed any more.
 */
export function processing(
  source: CollectedSource,
  model: CollectorModel,
  label: string,
  first: readonly Node[],
  end: string,
): Node[] {
  const steps = stepsOf(source.stages, label);
  return steps.flatMap(({ name, stages, label }, i) => {
    const after = steps[i + 1];
    const next = after === undefined ? end : `${after.name}.${after.label}.receiver`;
    const body: Node[] = attributes({ forward_to: [ref(next)] });
    if (i === 0) body.push(...first);
    if (name === "loki.process") body.push(...nodesOf(stages, model.saltVariable));
    if (after === undefined) body.push(...tenantStage(source));
    return [component(name, label, body)];
  });
}

/** Cached splits by list of stages, so that equal lists are rendered once. */
const splits = new WeakMap<Stages, (Stages | Shared)[]>();

function stepsOf(stages: Stages, label: string): Step[] {
  const split = splits.get(stages) ?? splitAtShared(stages);
  splits.set(stages, split);
  let blocks = 0;
  return split.map((step, i) => {
    if ("name" in step) return { name: step.name, label: `${label}_${i}`, stages: step.stages };
    blocks++;
    return {
      name: "loki.process",
      label: blocks === 1 ? `${label}_lines` : `${label}_lines_${blocks}`,
      stages: step,
    };
  });
}

/** Unshared stages first and last: the source forwards to the first component, and the last may set the tenant. */
function splitAtShared(stages: Stages): (Stages | Shared)[] {
  const split: (Stages | Shared)[] = [];
  let unshared: Stage[] = [];
  for (const stage of stages) {
    if (stage.type !== "shared") {
      unshared.push(stage);
      continue;
    }
    split.push(unshared, stage);
    unshared = [];
  }
  return [...split, unshared];
}

/** Where Loki separates tenants, the last stage sets the line's tenant. */
function tenantStage(source: CollectedSource): Node[] {
  if (source.tenant === undefined) return [];
  // Devices of one receiver may belong to several tenants; their label says which.
  const byLabel = kindOf(source).devices !== undefined && source.labels.tenant !== undefined;
  return [block("stage.tenant", attributes(byLabel ? { label: "tenant" } : { value: source.tenant }))];
}
