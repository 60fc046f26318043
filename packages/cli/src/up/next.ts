import type { Site } from "@logstead/inventory";
import { table } from "../output/table.ts";

/** Which addresses to open, and what to try next. */
export async function nextText(site: Site): Promise<string> {
  const pages = site.environment === "lab" ? await labPages() : sitePages(site);
  const env = site.environment === "lab" ? "" : ` --env ${site.environment}`;
  return [
    table(["page", "address", ""], pages),
    `Try next:
  ./logstead tail${env}                     the lines as they arrive
  ./logstead status${env}                   health, versions, drift, lag, disk
  ./logstead preview${env}                  what a changed inventory would do, before \`up\` does it`,
  ].join("\n\n");
}

async function labPages(): Promise<string[][]> {
  const { labOpen, openLab } = await import("@logstead/lab");
  const pages = await labOpen(openLab());
  return pages.map(({ name, url, answers }) => [name, url, answers ? "" : "nothing listens there yet"]);
}

function sitePages(site: Site): string[][] {
  const { lokiUrl, grafanaUrl, n8nUrl } = site.derived;
  return [
    ["loki", lokiUrl, ""],
    ...(grafanaUrl ? [["grafana", grafanaUrl, ""]] : []),
    ...(n8nUrl ? [["n8n", n8nUrl, ""]] : []),
  ];
}
