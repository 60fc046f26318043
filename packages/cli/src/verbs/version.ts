import { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { outputOption, print } from "../output/print.ts";

export function command(): Command {
  return new Command("logstead version")
    .description("Print the version of Logstead and of what it runs on.")
    .addOption(outputOption())
    .addHelpText("after", "\nExample:\n  $ ./logstead version --output json")
    .action((options) => {
      const versions = {
        logstead: manifest.version,
        node: process.versions.node,
        platform: `${process.platform}-${process.arch}`,
      };
      print(
        options,
        versions,
        () => `logstead ${versions.logstead} (node ${versions.node}, ${versions.platform})`,
      );
    });
}
