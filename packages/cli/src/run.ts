import { ExitCode } from "@logstead/base";
import { type Command, CommanderError } from "commander";
import closest from "fastest-levenshtein";
import { report } from "./report.ts";
import type { Verb } from "./verb.ts";
import { verbs } from "./verbs.ts";

const exitCodes = "Exit codes: 0 ok, 1 found problems, 2 wrong usage, 3 the outside world failed";

const intro = `Logstead: one typed inventory file provisions a homelab's logging and watches it.

Examples:
  $ ./logstead doctor
  $ ./logstead inventory check examples/minimal.yaml
  $ ./logstead test --fast

${exitCodes}, 10 changes pending,
70 a bug in Logstead, 130 interrupted.`;

/** Runs one command line and returns its exit code; only the verb that is asked for is loaded. */
export async function run(args: string[]): Promise<number> {
  const name = args[0];
  try {
    if (name === undefined || name === "--help" || name === "-h" || (name === "help" && !args[1])) {
      process.stdout.write(`${overview()}\n`);
      return ExitCode.ok;
    }
    if (name === "help") return await run([...args.slice(1), "--help"]);
    const verb = verbs[name === "--version" ? "version" : name];
    if (!verb) {
      const near = closest.closest(name, Object.keys(verbs));
      process.stderr.write(
        `logstead: there is no verb '${name}'. Did you mean '${near}'? See ./logstead --help\n`,
      );
      return ExitCode.usage;
    }
    const { command } = await verb.load();
    await runCommand(command(verbs), args.slice(1), (help) => void process.stdout.write(help));
    return (process.exitCode as number | undefined) ?? ExitCode.ok;
  } catch (error) {
    return report(error);
  }
}

/** What `VERB … --help` prints. */
export async function helpOf(path: string[]): Promise<string> {
  const [name = "", ...rest] = path;
  if (name === "") return overview();
  const { command } = await (verbs[name] as Verb).load();
  let help = "";
  const show = (text: string) => {
    help = text;
  };
  await runCommand(command(verbs), [...rest, "--help"], show).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
  });
  return help;
}

/** Commander writes a help in pieces; they are kept until all of it is there. */
async function runCommand(command: Command, args: string[], show: (help: string) => void): Promise<void> {
  let help = "";
  prepare(command, command.name(), (text) => {
    help += text;
  });
  try {
    await command.parseAsync(args, { from: "user" });
  } finally {
    if (help !== "") show(withExitCodes(help));
  }
}

/** Makes usage errors exit with 2 and name the right help, on every level. */
function prepare(command: Command, path: string, writeOut: (text: string) => void): void {
  command
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError(`See ./${path} --help`)
    .configureOutput({ writeOut });
  for (const sub of command.commands) prepare(sub, `${path} ${sub.name()}`, writeOut);
}

/** Verbs whose codes mean something of their own say so; the rest get the common line. */
function withExitCodes(help: string): string {
  return help.includes("Exit codes") ? help : `${help}\n${exitCodes}.\n`;
}

function overview(): string {
  const width = Math.max(...Object.keys(verbs).map((v) => v.length)) + 2;
  const lines = Object.entries(verbs).map(([name, verb]) => `  ${name.padEnd(width)}${verb.summary}`);
  return `${intro}\n\nVerbs (each has --help with an example):\n${lines.join("\n")}`;
}
