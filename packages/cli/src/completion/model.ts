import type { Command } from "commander";
import type { Verbs } from "../verb.ts";

/** What can be typed after a command. */
export interface Node {
  /** The words before: `[]`, `["inventory"]`, `["inventory", "check"]`. */
  path: string[];
  words: { word: string; description: string }[];
  options: OptionModel[];
  /** Values of positional arguments, where they are known. */
  values: string[];
}

export interface OptionModel {
  long: string;
  description: string;
  takesValue: boolean;
  choices: string[];
}

/** The tree of all verbs as commander knows it, with `environments` as the values of `--env`. */
export async function model(verbs: Verbs, environments: string[]): Promise<Node[]> {
  const help = { long: "--help", description: "what can be done", takesValue: false, choices: [] };
  const top: Node = { path: [], words: [], options: [help], values: [] };
  const nodes = [top];
  for (const [name, verb] of Object.entries(verbs)) {
    top.words.push({ word: name, description: verb.summary });
    visit((await verb.load()).command(verbs), [name], nodes, environments);
  }
  return nodes;
}

function visit(command: Command, path: string[], nodes: Node[], environments: string[]): void {
  const options = command.createHelp().visibleOptions(command);
  nodes.push({
    path,
    words: command.commands.map((sub) => ({ word: sub.name(), description: sub.description() })),
    options: options.flatMap((option) => {
      if (!option.long) return [];
      const choices = option.argChoices ?? (option.long === "--env" ? environments : []);
      const takesValue = Boolean(option.required || option.optional);
      return [{ long: option.long, description: option.description, takesValue, choices }];
    }),
    values: command.registeredArguments.flatMap(
      (argument) => argument.argChoices ?? (/^(file|environment)$/.test(argument.name()) ? environments : []),
    ),
  });
  for (const sub of command.commands) visit(sub, [...path, sub.name()], nodes, environments);
}
