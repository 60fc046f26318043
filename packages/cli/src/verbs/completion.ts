import { Argument, Command } from "commander";
import type { Verbs } from "../verb.ts";

const help = `
Examples:
  $ source <(./logstead completion bash)
  $ ./logstead completion zsh > ~/.zfunc/_logstead
  $ ./logstead completion fish > ~/.config/fish/completions/logstead.fish

The script knows the verbs, subcommands, options, their choices, and the environments there are now.

Exit codes: 0 ok, 2 wrong usage.`;

export function command(verbs: Verbs): Command {
  return new Command("logstead completion")
    .description("Print a script that completes logstead's verbs, options and choices in your shell.")
    .addArgument(new Argument("<shell>", "your shell").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", help)
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { model } = await import("../completion/model.ts");
      const { environments } = await import("../inventory/locate.ts");
      const nodes = await model(verbs, environments());
      const make = {
        bash: async () => (await import("../completion/bash.ts")).bash(nodes),
        zsh: async () => (await import("../completion/zsh.ts")).zsh(nodes),
        fish: async () => (await import("../completion/fish.ts")).fish(nodes),
      };
      process.stdout.write(await make[shell]());
    });
}
