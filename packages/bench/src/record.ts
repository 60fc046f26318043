import { existsSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { repoRoot, writeFileAtomic } from "@logstead/base";

export interface Section {
  name: string;
  title: string;
  /** The command that repeats the measurement. */
  command: string;
  header: string[];
  rows: string[][];
  targets: Record<string, { value: string; met: boolean }>;
}

const file = join(repoRoot, "docs/benchmarks.md");
const preamble =
  "# Benchmarks\n\nThe last result of each `./logstead bench` with `--write`, with the command to repeat it.\n";

/** Replaces one section of docs/benchmarks.md and leaves the others alone. */
export function writeSection(section: Section): void {
  const old = existsSync(file) ? readFileSync(file, "utf8") : preamble;
  const [start, end] = [`<!-- bench:${section.name} -->`, `<!-- /bench:${section.name} -->`];
  const block = `${start}\n${markdown(section)}\n${end}`;
  const from = old.indexOf(start);
  const next =
    from === -1
      ? `${old.trimEnd()}\n\n${block}\n`
      : old.slice(0, from) + block + old.slice(old.indexOf(end) + end.length);
  writeFileAtomic(file, next);
}

function markdown({ title, command, header, rows, targets }: Section): string {
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const verdicts = Object.entries(targets).map(
    ([name, t]) => `- ${name}: **${t.value}**${t.met ? "" : " (not met)"}`,
  );
  return [
    `## ${title}`,
    "",
    `\`${command}\` on ${machine}, ${new Date().toISOString().slice(0, 10)}:`,
    "",
    row(header),
    row(header.map(() => "---:")),
    ...rows.map(row),
    "",
    ...verdicts,
  ].join("\n");
}
