import { formatProblem } from "@logstead/base";
import { Command } from "commander";
import { type OutputOptions, outputOption, print } from "../output/print.ts";

/** `env`: what a shell needs so that plain pulumi and ansible-playbook do what `up` does. */
export function command(): Command {
  return new Command("logstead env")
    .description(
      "Print the variables with which plain pulumi and ansible-playbook do what `up` does:\nPATH, state backend, passphrase source, Ansible's settings. No secret is among them.",
    )
    .option("--env <name>", "an environment or an inventory file", "lab")
    .addOption(outputOption())
    .addHelpText(
      "after",
      `\nExample:\n  $ eval "$(./logstead env --env lab)"\n  $ (cd infra/homelab && pulumi preview)`,
    )
    .action(async (options: OutputOptions & { env: string }) => {
      const { siteOf } = await import("../inventory/site.ts");
      const { progressTo } = await import("@logstead/tools");
      const { ensureStack, stackEnvironment } = await import("@logstead/stacks");
      const site = siteOf(options.env);
      const environment = await stackEnvironment(site, { onProgress: progressTo(process.stderr) });
      const { variables, plugins, problems } = environment;
      if (problems.length === 0) await ensureStack(site, environment);
      for (const problem of problems)
        process.stderr.write(`${formatProblem({ ...problem, severity: "warning" })}\n`);
      print(options, { variables, plugins, problems }, () =>
        Object.entries(variables)
          .map(([name, value]) => `export ${name}=${quote(value)}`)
          .join("\n"),
      );
    });
}

const quote = (value: string) =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
