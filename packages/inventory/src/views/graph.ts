import { devicesOf, kindOf } from "@logstead/sources";
import type { Site } from "../site/types.ts";

interface Edge {
  from: string;
  to: string;
  label?: string;
}
export interface Graph {
  nodes: { id: string; label: string; group?: string }[];
  edges: Edge[];
}

/** How lines flow through the site: sources → collectors → Loki → detector and rules → people. */
export function graph(site: Site): Graph {
  const nodes: Graph["nodes"] = [];
  const edges: Edge[] = [];
  const node = (id: string, label: string, group?: string) => {
    if (!nodes.some((n) => n.id === id)) nodes.push({ id, label, ...(group ? { group } : {}) });
    return id;
  };
  const loki = node("loki", `Loki ${site.loki.version}\n${site.derived.lokiUrl}`, site.derived.lokiHost);
  for (const host of Object.values(site.hosts)) {
    const collector = node(`${host.name}/collector`, host.settings.collector.agent, host.name);
    for (const { name, source } of host.derived.sources)
      edges.push({
        from: node(`${host.name}/${name}`, `${name} (${source.type})`, host.name),
        to: collector,
      });
    edges.push({ from: collector, to: loki, label: site.loki.transport });
    for (const { name: source, source: settings } of host.derived.sources)
      for (const [name, device] of devicesOf(kindOf(settings), site.devices))
        edges.push({
          from: node(`device/${name}`, name),
          to: `${host.name}/${source}`,
          label: `${device.format} ${device.protocol}`,
        });
  }
  alertPath(site, loki, node, edges);
  for (const [name, target] of Object.entries(site.exports))
    if (target.enabled) edges.push({ from: loki, to: node(`export/${name}`, `export: ${name}`) });
  return { nodes, edges };
}

function alertPath(
  site: Site,
  loki: string,
  node: (id: string, label: string) => string,
  edges: Edge[],
): void {
  const raisers: string[] = [];
  if (site.detector.enabled && site.alerting.sources !== "rules") {
    raisers.push(node("detector", `detector :${site.detector.port}`));
    edges.push({ from: loki, to: "detector" });
  }
  if (site.loki.ruler && site.alerting.sources !== "detector") {
    raisers.push(node("ruler", "rules"));
    edges.push({ from: loki, to: "ruler" });
  }
  for (const route of site.derived.routes) {
    node(`route/${route}`, route);
    for (const raiser of raisers) edges.push({ from: raiser, to: `route/${route}` });
    for (const [name, channel] of Object.entries(site.alerting.channels))
      edges.push({ from: `route/${route}`, to: node(`channel/${name}`, `${name} (${channel.type})`) });
  }
}

/** Mermaid text, which GitHub and many editors draw. */
export function mermaid({ nodes, edges }: Graph): string {
  const ids = new Map(nodes.map((node, i) => [node.id, `n${i}`]));
  const lines = ["flowchart LR"];
  const box = (node: Graph["nodes"][number]) =>
    `${ids.get(node.id)}["${node.label.replaceAll('"', "'").replaceAll("\n", "<br/>")}"]`;
  for (const group of new Set(nodes.map((node) => node.group))) {
    const members = nodes.filter((node) => node.group === group).map(box);
    if (group) lines.push(`  subgraph ${group}`, ...members.map((line) => `    ${line}`), "  end");
    else lines.push(...members.map((line) => `  ${line}`));
  }
  for (const { from, to, label } of edges)
    lines.push(`  ${ids.get(from)} -->${label ? `|${label}|` : ""} ${ids.get(to)}`);
  return lines.join("\n");
}

/** Graphviz text. */
export function dot({ nodes, edges }: Graph): string {
  const q = (text: string) => JSON.stringify(text);
  const lines = nodes.map(
    (node) => `  ${q(node.id)} [label=${q(node.group ? `${node.group}: ${node.label}` : node.label)}];`,
  );
  const arrows = edges.map(
    ({ from, to, label }) => `  ${q(from)} -> ${q(to)}${label ? ` [label=${q(label)}]` : ""};`,
  );
  return ["digraph logstead {", "  rankdir=LR; node [shape=box];", ...lines, ...arrows, "}"].join("\n");
}
