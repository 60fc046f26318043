import {
  ansibleFile,
  ansibleHost,
  ansibleList,
  dot,
  dump,
  graph,
  jsonSchema,
  mermaid,
  pulumiConfig,
  reference,
  type Site,
} from "@logstead/inventory";
import { stringify } from "yaml";
import { siteOf } from "./site.ts";

const json = (data: unknown) => JSON.stringify(data, null, 2);

interface ShowOptions {
  env: string;
  format: "yaml" | "json" | "ansible" | "ansible-file" | "pulumi";
  host?: string;
}

export function show(options: ShowOptions): void {
  process.stdout.write(`${view(siteOf(options.env), options).trimEnd()}\n`);
}

function view(site: Site, { format, host }: ShowOptions): string {
  switch (format) {
    case "yaml":
      return dump(site);
    case "json":
      return json(site);
    case "ansible":
      return json(host === undefined ? ansibleList(site) : ansibleHost(site, host));
    case "ansible-file":
      return stringify(ansibleFile(site), { aliasDuplicateObjects: false });
    case "pulumi":
      return stringify(pulumiConfig(site), { aliasDuplicateObjects: false });
  }
}

export function schema(options: { format: "json" | "markdown" }): void {
  process.stdout.write(options.format === "json" ? `${json(jsonSchema())}\n` : reference());
}

export function drawGraph(name: string, options: { format: "mermaid" | "dot" | "json" }): void {
  const drawn = graph(siteOf(name));
  const text = { mermaid: () => mermaid(drawn), dot: () => dot(drawn), json: () => json(drawn) }[
    options.format
  ]();
  process.stdout.write(`${text}\n`);
}
