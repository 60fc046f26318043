import { ExitCode, ProblemError } from "@logstead/base";
import { handOver, notStarted } from "@logstead/base/process";
import { clock, getTool, listTools, progressTo, prune, type ToolPath, type ToolState } from "@logstead/tools";
import { Command } from "commander";
import { paint } from "../output/colour.ts";
import { type OutputOptions, outputOption, print } from "../output/print.ts";
import { table } from "../output/table.ts";

const examples = `
Examples:
  $ ./logstead tools list
  $ ./logstead tools get loki promtail
  $ ./logstead tools exec sops -- --version
  $ ./logstead tools prune

A program of the right version on PATH is used; else it is obtained once into the cache folder
($XDG_CACHE_HOME/logstead/tools, by default ~/.cache/logstead/tools) and its checksum is kept.`;

export function command(): Command {
  const tools = new Command("logstead tools")
    .description("List, get, prune and run the outside programs Logstead works with.")
    .enablePositionalOptions()
    .addHelpText("after", examples);
  tools
    .command("list", { isDefault: true })
    .description("Show every program: version, state, place, size, time to get it.")
    .option("--verify", "read every cached file and compare it with its checksum")
    .addOption(outputOption())
    .addHelpText("after", "\nExample:\n  $ ./logstead tools list --verify")
    .action(list);
  tools
    .command("get")
    .description("Make programs ready; all when no name is given.")
    .argument("[names...]", "programs, e.g. loki sops ansible-playbook")
    .addOption(outputOption())
    .addHelpText("after", "\nExample:\n  $ ./logstead tools get loki sops")
    .action(get);
  tools
    .command("prune")
    .description("Remove cached programs of other versions, and what interrupted builds left.")
    .addOption(outputOption())
    .addHelpText("after", "\nExample:\n  $ ./logstead tools prune")
    .action(removeOld);
  tools
    .command("exec")
    .description("Run one program, getting it first if need be; its exit code becomes ours.")
    .argument("<name>", "the program")
    .argument("[args...]", "its arguments, after --")
    .passThroughOptions()
    .addHelpText("after", "\nExample:\n  $ ./logstead tools exec sops -- --version")
    .action(execute);
  return tools;
}

const megabytes = (bytes: number | undefined) =>
  bytes === undefined ? "" : `${Math.max(1, Math.round(bytes / 1e6))} MB`;

async function list(options: OutputOptions & { verify?: boolean }): Promise<void> {
  const states = await listTools(options);
  print(options, states, () => table(["TOOL", "VERSION", "STATE", "TIME", "SIZE", "WHERE"], states.map(row)));
  if (states.some((s) => s.state === "damaged")) process.exitCode = ExitCode.problems;
}

const colours = { "on PATH": "green", cached: "green", damaged: "red", absent: "yellow" } as const;

function row(s: ToolState): string[] {
  const others = s.programs.filter((p) => p !== s.name);
  const more = others.length > 3 ? [...others.slice(0, 3), "…"] : others;
  const name = more.length > 0 ? `${s.name} (${more.join(", ")})` : s.name;
  const where = s.where ?? s.note ?? `needed for ${s.neededBy}`;
  return [name, s.version, paint(colours[s.state], s.state), clock(s.seconds), megabytes(s.bytes), where];
}

async function get(names: string[], options: OutputOptions): Promise<void> {
  const onProgress = progressTo(process.stderr);
  const wanted = names.length > 0 ? names : (await listTools()).filter(obtainable).map((s) => s.name);
  const got = await untilInterrupted((signal) =>
    allOf(wanted.map((name) => getTool(name, { onProgress, signal }))),
  );
  const rows = got.map((t) => [t.name, t.version, t.from === "path" ? "on PATH" : "cached", t.path]);
  const data = got.map(({ name, version, path, from }) => ({ name, version, path, from }));
  print(options, data, () => table(["PROGRAM", "VERSION", "FROM", "PATH"], rows));
}

/** One that fails does not stop the others; what failed is told together at the end. */
async function allOf(work: Promise<ToolPath>[]): Promise<ToolPath[]> {
  const settled = await Promise.allSettled(work);
  const failed = settled.flatMap((s) => (s.status === "rejected" ? [s.reason as unknown] : []));
  const problems = failed.flatMap((error) => (error instanceof ProblemError ? [error] : []));
  if (problems.length < failed.length) throw failed.find((error) => !(error instanceof ProblemError));
  const [first] = problems;
  if (first)
    throw new ProblemError(
      problems.flatMap((error) => error.problems),
      first.exitCode,
    );
  return settled.flatMap((s) => (s.status === "fulfilled" ? [s.value] : []));
}

/** What is never fetched is left out of "all". */
const obtainable = (s: ToolState) => s.fetched || s.state === "on PATH";

async function removeOld(options: OutputOptions): Promise<void> {
  const { removed, busy } = await prune();
  const bytes = removed.reduce((sum, r) => sum + r.bytes, 0);
  print(options, { removed, busy, bytes }, () => {
    const lines = removed.map((r) => `removed ${r.path} (${megabytes(r.bytes)})`);
    const left = busy.map((name) => `left ${name} alone: another process is getting it`);
    const total = removed.length === 0 ? "nothing to remove" : `freed ${megabytes(bytes)}`;
    return [...lines, ...left, total].join("\n");
  });
}

async function execute(name: string, given: string[]): Promise<void> {
  const args = given[0] === "--" ? given.slice(1) : given;
  const tool = await untilInterrupted((signal) =>
    getTool(name, { onProgress: progressTo(process.stderr), signal }),
  );
  const code = await handOver(tool.path, args, { ...process.env, ...tool.env });
  process.exitCode = code === notStarted ? ExitCode.outside : code;
}

/** Ctrl-C stops the build, cleans up, and says that nothing is lost. */
async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.stderr.write("\nlogstead: stopped; run the same command again, it goes on where it stopped\n");
    process.exit(130);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
