import type { Change } from "@logstead/stacks";
import { diffMarkdown, diffText } from "@logstead/templates";
import type { HostCheck } from "./check.ts";
import type { Preview, Skipped } from "./preview.ts";

/** For a terminal. */
export function previewText(preview: Preview): string {
  const parts = [
    `Files, against ${preview.against}:\n${diffText(preview.files).trimEnd()}`,
    `Pulumi: ${stackText(preview.stack)}`,
    `Hosts:${isSkipped(preview.hosts) ? " " : "\n"}${hostsText(preview.hosts)}`,
    preview.changed ? "something would change" : "nothing would change",
  ];
  return parts.join("\n\n");
}

/** For a pull request. */
export function previewMarkdown(preview: Preview): string {
  const { environment, files, stack, hosts, against } = preview;
  return [
    `## Preview of \`${environment}\`: ${preview.changed ? "something would change" : "nothing would change"}`,
    diffMarkdown(files, `Files against ${against}`),
    `### Pulumi\n\n${stackText(stack)}`,
    `### Hosts\n\n${isSkipped(hosts) ? hostsText(hosts) : fenced(hostsText(hosts))}`,
  ]
    .join("\n\n")
    .concat("\n");
}

const isSkipped = (part: object): part is Skipped => "skipped" in part;

function stackText(stack: Preview["stack"]): string {
  if (isSkipped(stack)) return `not shown: ${stack.skipped}`;
  const count = `${stack.changes.length} to change, ${stack.unchanged} unchanged`;
  return [count, ...stack.changes.map((change) => `  ${words(change)}`)].join("\n");
}

function words({ name, op }: Change): string {
  if (name.endsWith("-leaves"))
    return op === "delete"
      ? `- ${name.slice(0, -"-leaves".length)} is taken off its host, its data stays`
      : `~ ${name.slice(0, -"-leaves".length)}: what would be taken off one day`;
  if (op === "delete") return `- ${name} is applied no more`;
  return `${op === "create" ? "+" : "~"} ${name} is applied`;
}

function hostsText(hosts: Preview["hosts"]): string {
  if (isSkipped(hosts)) return `not shown: ${hosts.skipped}`;
  return hosts.map(hostText).join("\n");
}

function hostText({ host, unreachable, tasks, failed }: HostCheck): string {
  if (unreachable !== undefined) return `  ${host}: not shown, ${unreachable}`;
  if (tasks.length === 0 && failed.length === 0) return `  ${host}: nothing`;
  const lines = tasks.flatMap(({ component, task, diff }) => [
    `  ${host}: ${component}: ${task}`,
    ...diff.split("\n").flatMap((line) => (line === "" ? [] : [`      ${line}`])),
  ]);
  const not = failed.map(
    ({ component, task, said }) => `  ${host}: ${component}: ${task}: ${said.split("\n")[0]}`,
  );
  return [...lines, ...not].join("\n");
}

/** A fence that is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}diff\n${text}\n${fence}`;
}
