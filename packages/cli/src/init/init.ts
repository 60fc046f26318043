import { existsSync } from "node:fs";
import { join } from "node:path";
import { ExitCode, ProblemError, problem, repoRoot } from "@logstead/base";
import { paint } from "../output/colour.ts";
import { shortPath } from "../output/path.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { type Answers, complete, fromFlags, type InitFlags, missing } from "./answers.ts";
import { type Written, write } from "./write.ts";

export async function init(flags: InitFlags & OutputOptions): Promise<void> {
  const given = fromFlags(flags);
  const asks = !flags.yes && process.stdin.isTTY === true && process.stderr.isTTY === true;
  if (!asks) refuseGaps(given);
  const prompts = asks ? await import("./ask.ts") : undefined;
  try {
    const answers = complete(prompts ? await prompts.ask(given) : given);
    const out = flags.out ?? join(repoRoot, "infra/environments", `${answers.name}.yaml`);
    if (existsSync(out) && !flags.force && !(prompts && (await prompts.askOverwrite(shortPath(out)))))
      throw new ProblemError(occupied(out), ExitCode.usage);
    report(flags, await write(answers, out));
  } catch (error) {
    if (!prompts || !(error instanceof prompts.GivenUp)) throw error;
    process.stderr.write("logstead: given up; nothing was written\n");
    process.exitCode = 130;
  }
}

function refuseGaps(given: Partial<Answers>): void {
  const gaps = missing(given);
  if (gaps.length === 0) return;
  throw new ProblemError(
    problem("flags-missing", "there is no terminal to ask on (or --yes was given), and flags are missing", {
      want: gaps.join(" "),
      fix: `./logstead init --yes --name home --host ocean=192.168.1.143:agent,loki`,
    }),
    ExitCode.usage,
  );
}

const occupied = (file: string) =>
  problem("file-exists", "the file exists and was not replaced", {
    file: shortPath(file),
    fix: "--out another.yaml, or --force to replace it (its secrets are kept)",
  });

function report(options: OutputOptions, written: Written): void {
  const { made, lacking, keyFile, keyMade, site } = written;
  const file = shortPath(written.file);
  const standard = written.file === join(repoRoot, "infra/environments", `${site.environment}.yaml`);
  const env = standard ? site.environment : file;
  const next = [
    ...(keyMade ? [`back up ${keyFile}: without it nobody can read the secrets again`] : []),
    ...(lacking.length > 0 ? [`./logstead secrets list --env ${env}`] : []),
    `./logstead inventory check ${env}`,
    "./logstead doctor",
  ];
  const data = { file, secretsFile: written.secretsFile && shortPath(written.secretsFile), made, next };
  print(options, data, () => {
    const hosts = Object.keys(site.hosts).length;
    const lines = [`${paint("green", "wrote")} ${file}: ${hosts} host${hosts === 1 ? "" : "s"}`];
    if (data.secretsFile)
      lines.push(`${paint("green", "wrote")} ${data.secretsFile}: ${made.join(", ") || "unchanged"}`);
    return [...lines, "", "next:", ...next.map((step) => `  ${step}`)].join("\n");
  });
}
