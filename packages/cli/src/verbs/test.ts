import { ExitCode } from "@logstead/base";
import { Command, InvalidArgumentError } from "commander";
import { type OutputOptions, outputOption, print } from "../output/print.ts";
import { liveProgress } from "../test/progress.ts";

const help = `
Examples:
  $ ./logstead test
  $ ./logstead test --fast
  $ ./logstead test --only inventory,types
  $ ./logstead test --only INV-09
  $ ./logstead test --shard 1/4

Suites: types (tsc), lint (biome), unused (knip), workflows (actionlint) count one each; then every
package's tests count one each. What cannot have changed since it last passed is not run again: results
are kept in $XDG_CACHE_HOME/logstead/results. The last line is always: N passed, N failed, N skipped.

Exit codes: 0 all passed, 1 something failed, 2 wrong usage, 130 interrupted.`;

interface Options extends OutputOptions {
  fast?: boolean;
  full?: boolean;
  only?: string;
  shard?: { index: number; count: number };
}

export function command(): Command {
  return new Command("logstead test")
    .description("Set everything up and run all suites; the result is kept for ./logstead requirements.")
    .option("--fast", "leave out the tests in *.slow.test.ts (under 60 s in all)")
    .option("--only <pattern>", "names of suites, or a regular expression for test files or titles")
    .option("--full", "run also what has not changed since it last passed")
    .option("--shard <part>", "only this part of the suites, such as 1/4, for several machines", asShard)
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(test);
}

function asShard(text: string): { index: number; count: number } {
  const [index = 0, count = 0] = (/^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? []).slice(1).map(Number);
  if (index < 1 || index > count)
    throw new InvalidArgumentError("a part of a whole is expected, such as 1/4");
  return { index, count };
}

async function test(options: Options): Promise<void> {
  const [{ runSuites }, { progressTo }, { summary }] = await Promise.all([
    import("@logstead/proof"),
    import("@logstead/tools"),
    import("../test/summary.ts"),
  ]);
  const controller = new AbortController();
  const stop = () => controller.abort();
  // Not `once`: execa ends the process by the signal when no other listener is left.
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const progress = liveProgress(process.stderr);
  try {
    const { output: _, ...wanted } = options;
    const run = await runSuites({
      ...wanted,
      signal: controller.signal,
      onProgress: progress.on,
      onTool: progressTo(process.stderr),
      onMissing: (name, error) => process.stderr.write(`logstead: ${name} cannot be had: ${error.message}\n`),
      onWait: (owner) => process.stderr.write(`logstead: waiting for another run of this clone (${owner})\n`),
    });
    progress.end();
    print(options, run, () => summary(run));
    process.exitCode = run.failed > 0 ? ExitCode.problems : ExitCode.ok;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.stderr.write("\nlogstead: interrupted; nothing was recorded\n");
    process.exitCode = 130;
  } finally {
    progress.end();
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
