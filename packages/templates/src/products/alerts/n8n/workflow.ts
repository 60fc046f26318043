import { createHash } from "node:crypto";
import type { Kind } from "./nodes.ts";

/** A workflow as `n8n import:workflow` takes it. */
export interface Workflow {
  id: string;
  name: string;
  active: false;
  settings: Record<string, string | number | boolean>;
  nodes: WorkflowNode[];
  connections: Record<string, { main: { node: string; type: "main"; index: 0 }[][] }>;
}

export interface WorkflowNode {
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  position: [x: number, y: number];
  parameters: Record<string, unknown>;
  webhookId?: string;
  credentials?: Record<string, { id: string; name: string }>;
  retryOnFail?: true;
  maxTries?: number;
  waitBetweenTries?: number;
  onError?: string;
  executeOnce?: true;
  alwaysOutputData?: true;
  notes?: string;
}

/** Sixteen letters and digits, as n8n's ids are; the same for the same words. */
export const idOf = (...words: string[]): string =>
  BigInt(`0x${hash(words)}`)
    .toString(36)
    .padStart(16, "0")
    .slice(0, 16);

const hash = (words: string[]) => createHash("sha256").update(words.join("\0")).digest("hex");

/** A UUID (version 8: of one's own making, RFC 9562 section 5.8); the same for the same words. */
const uuidOf = (...words: string[]) => {
  const hex = hash(words);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
};

/** Builds a workflow from nodes and connections; ids are derived from the workflow's and the node's name. */
export class Flow {
  readonly #nodes = new Map<string, WorkflowNode>();
  readonly #wires: { from: string; output: number; to: string }[] = [];
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
  }

  /** Adds a node at a place of the canvas, in steps of one node. Returns its name. */
  add(name: string, [x, y]: [x: number, y: number], kind: Kind): string {
    if (this.#nodes.has(name)) throw new Error(`two nodes are named ${name}`);
    const { type, typeVersion, parameters, credentials, retry, onError, once, always, notes } = kind;
    this.#nodes.set(name, {
      id: uuidOf(this.#id, name),
      name,
      type,
      typeVersion,
      position: [x * 220, y * 180],
      parameters,
      ...(type === "n8n-nodes-base.webhook" && { webhookId: uuidOf(this.#id, name, "webhook") }),
      ...(credentials && {
        credentials: { [credentials.type]: { id: credentials.id, name: credentials.name } },
      }),
      ...(retry && { retryOnFail: true, maxTries: retry.tries, waitBetweenTries: retry.wait }),
      ...(onError && { onError }),
      ...(once && { executeOnce: true }),
      ...(always && { alwaysOutputData: true }),
      ...(notes && { notes }),
    });
    return name;
  }

  /** Connects one output of a node to another node. */
  wire(from: string, to: string, output = 0): void {
    this.#wires.push({ from, output, to });
  }

  /** Connects each node's first output to the next node. */
  chain(...names: string[]): void {
    for (const [i, name] of names.slice(1).entries()) this.wire(names[i] as string, name);
  }

  workflow(name: string, settings: Workflow["settings"]): Workflow {
    const connections: Workflow["connections"] = {};
    for (const { from, output, to } of this.#wires) {
      for (const end of [from, to]) if (!this.#nodes.has(end)) throw new Error(`no node is named ${end}`);
      connections[from] ??= { main: [] };
      const outputs = connections[from].main;
      while (outputs.length <= output) outputs.push([]);
      outputs[output]?.push({ node: to, type: "main", index: 0 });
    }
    return { id: this.#id, name, active: false, settings, nodes: [...this.#nodes.values()], connections };
  }
}
