import { randomBytes } from "node:crypto";
import { type Operation, type Properties, plain, type Resource } from "../kit/index.ts";
import { completed, hidden, mistakes, type Shape } from "./fields.ts";

interface Commands {
  create?: string;
  update?: string;
  delete?: string;
}

/** Runs one command and gives its outputs; `previous` is what the run before it left. */
export type RunCommand = (
  command: string,
  operation: Operation,
  inputs: Properties,
  previous: Properties,
) => Promise<Properties>;

export function uniqueId(prefix: string): string {
  return prefix + randomBytes(4).toString("hex");
}

export function checkInputs(shape: Shape): NonNullable<Resource["check"]> {
  return (inputs) => {
    const failures = mistakes(shape, inputs);
    return { failures, inputs: failures.length > 0 ? hidden(shape, inputs) : completed(shape, inputs) };
  };
}

/** `triggers` as a whole; that a changed element replaces, too, is asked for by the SDK's resource class. */
export function replacesOnTriggers(path: string): boolean {
  return path === "triggers";
}

/** When which command runs: the same for local and remote commands. */
export function commandResource(shape: Shape, outputs: string[], runCommand: RunCommand): Resource {
  const previousOf = (state: Properties): Properties =>
    Object.fromEntries(outputs.filter((key) => key in state).map((key) => [key, state[key] ?? null]));

  return {
    check: checkInputs(shape),
    replaces: replacesOnTriggers,
    async create(operation) {
      const { inputs, name, preview } = operation;
      const { create } = plain(inputs) as Commands;
      const ran = create === undefined || preview ? {} : await runCommand(create, operation, inputs, {});
      return { id: uniqueId(name), state: { ...inputs, stdout: "", stderr: "", ...ran } };
    },
    async update(operation) {
      const { inputs, state, preview } = operation;
      const commands = plain(inputs) as Commands;
      const command = commands.update ?? commands.create;
      const previous = previousOf(state);
      const ran =
        command === undefined || preview ? {} : await runCommand(command, operation, inputs, previous);
      return { ...inputs, ...previous, ...ran };
    },
    async delete(operation) {
      const { state } = operation;
      const command = (plain(state) as Commands).delete;
      if (command !== undefined) await runCommand(command, operation, state, previousOf(state));
    },
  };
}
