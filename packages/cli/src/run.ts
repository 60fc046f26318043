import { ExitCode, formatProblem, ProblemError } from "@logstead/base";
import { type Command, CommanderError } from "commander";
import closest from "fastest-levenshtein";
import { verbs } from "./verbs.ts";

const intro = `Logstead: one typed inventory file provisions a homelab's logging and watches it.

Examples:
  $ ./logstead doctor
  $ ./logstead inventory check examples/minimal.yaml
  $ ./logstead test --fast

Exit codes: 0 ok, 1 found problems, 2 wrong usage, 3 the outside world failed, 10 changes pending.`;

/** Runs one command line and returns its exit code; only the verb that is asked for is loaded. */
export async function run(args: string[]): Promise<ExitCode> {
  const name = args[0];
  try {
    if (name === undefined || name === "help" || name === "--help" || name === "-h") {
      process.stdout.write(`${await overview()}\n`);
      return ExitCode.ok;
    }
    const verb = verbs[name === "--version" ? "version" : name];
    if (!verb) {
      const near = closest.closest(name, Object.keys(verbs));
      process.stderr.write(
        `logstead: there is no verb '${name}'. Did you mean '${near}'? See ./logstead --help\n`,
      );
      return ExitCode.usage;
    }
    const { command } = await verb.load();
    const program = prepare(command());
    await program.parseAsync(args.slice(1), { from: "user" });
    return (process.exitCode ?? ExitCode.ok) as ExitCode;
  } catch (error) {
    return report(error);
  }
}

/** Makes usage errors exit with 2, and `--help` of every level work the same. */
export function prepare(command: Command): Command {
  command.exitOverride().configureHelp({ showGlobalOptions: true });
  for (const sub of command.commands) prepare(sub);
  return command;
}

async function overview(): Promise<string> {
  const width = Math.max(...Object.keys(verbs).map((v) => v.length)) + 2;
  const lines = Object.entries(verbs).map(([name, verb]) => `  ${name.padEnd(width)}${verb.summary}`);
  return `${intro}\n\nVerbs (each has --help with an example):\n${lines.join("\n")}`;
}

function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (error instanceof ProblemError) {
    process.stderr.write(`${error.problems.map((p) => formatProblem(p)).join("\n")}\n`);
    return error.exitCode;
  }
  throw error;
}
