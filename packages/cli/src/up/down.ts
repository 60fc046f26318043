import { ExitCode, formatProblem } from "@logstead/base";
import { down } from "@logstead/operate";
import { progressTo } from "@logstead/tools";
import { siteOf } from "../inventory/site.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { confirmed } from "./confirm.ts";

export async function runDown(options: OutputOptions & { env: string; yes?: boolean }): Promise<void> {
  const site = siteOf(options.env);
  const { units, problems } = await down(site, {
    confirm: async (names) => options.yes || (await confirmed(names)),
    onUnit: (unit) => options.output === "text" && process.stderr.write(`✔ ${unit} is off\n`),
    onTool: progressTo(process.stderr),
  });
  const stopped = site.environment === "lab" && problems.length === 0;
  if (stopped) {
    const { labDown, labStatus } = await import("@logstead/lab");
    if (await labStatus().catch(() => undefined)) await labDown({});
  }
  print(options, { units, problems, stopped }, () =>
    [
      units.length === 0
        ? "nothing was applied"
        : `${units.length} units are off their hosts; their data stayed`,
      ...(stopped ? ["the lab's hosts are stopped; `./logstead lab destroy` removes them"] : []),
    ].join("\n"),
  );
  if (problems.length === 0) return;
  process.stderr.write(`${problems.map((problem) => formatProblem(problem)).join("\n")}\n`);
  process.exitCode = ExitCode.outside;
}
