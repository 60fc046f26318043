import { Option } from "commander";

export { type OutputOptions, print } from "@logstead/base/output";

/** The `--output` flag that every verb has. */
export function outputOption(): Option {
  return new Option("--output <format>", "how to print the result").choices(["text", "json"]).default("text");
}
