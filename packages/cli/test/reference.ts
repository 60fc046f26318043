import type { Command } from "commander";
import type { Verbs } from "../src/verb.ts";

/** docs/cli.md: every verb's own help, so that the page cannot say something else than the program. */
export async function cliReference(verbs: Verbs, help: (path: string[]) => Promise<string>): Promise<string> {
  const parts = [
    "# The command line\n\nMade from `--help` of every verb; `LOGSTEAD_UPDATE=1 ./logstead test --only cli` rewrites it.",
    block(await help([])),
  ];
  for (const [name, verb] of Object.entries(verbs))
    for (const path of paths((await verb.load()).command(verbs), [name]))
      parts.push(
        `${"#".repeat(Math.min(path.length + 1, 4))} ${path.join(" ")}\n\n${block(await help(path))}`,
      );
  return `${parts.join("\n\n")}\n`;
}

const block = (text: string) => `\`\`\`text\n${text.trim()}\n\`\`\``;

export function paths(command: Command, path: string[]): string[][] {
  return [path, ...command.commands.flatMap((sub) => paths(sub, [...path, sub.name()]))];
}
