import { Option } from "commander";

export interface OutputOptions {
  output: "text" | "json";
}

/** The `--output` flag that every verb has. */
export function outputOption(): Option {
  return new Option("--output <format>", "how to print the result").choices(["text", "json"]).default("text");
}

/** Prints `data` as JSON when asked for, else the text made by `text`. */
export function print(options: OutputOptions, data: unknown, text: () => string): void {
  const out = options.output === "json" ? JSON.stringify(data, null, 2) : text();
  process.stdout.write(`${out}\n`);
}
