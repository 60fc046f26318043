import { ExitCode, type Problem } from "@logstead/base";
import { written } from "@logstead/inventory";
import { blame, ownWords, type Verdict, verifyTree } from "@logstead/templates";
import { progressTo } from "@logstead/tools";
import { paint } from "../output/colour.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { problemsText } from "../output/problems.ts";
import { table } from "../output/table.ts";
import { targetOf } from "./target.ts";

interface Options extends OutputOptions {
  env: string;
  strict?: boolean;
  cache?: boolean;
}

export async function verify(options: Options): Promise<void> {
  const started = performance.now();
  const { site, files, tree } = targetOf(options);
  const progress = progressLine();
  const { verdicts, unchecked } = await verifyTree(tree, {
    own: ownWords(site),
    cache: options.cache ?? true,
    onProgress: progress.show,
    onTool: progressTo(process.stderr),
  });
  progress.clear();
  const wrong = verdicts.filter((verdict) => verdict.state === "wrong");
  const skipped = verdicts.filter((verdict) => verdict.state === "skipped");
  const problems: Problem[] = [];
  for (const verdict of wrong) problems.push(...(await blame(verdict, files, written(site.file))));
  const failed = wrong.length > 0 || (options.strict === true && skipped.length > 0);
  const seconds = (performance.now() - started) / 1000;
  print(options, { ok: !failed, verdicts, unchecked, problems, seconds }, () =>
    text(options, verdicts, unchecked.length, problems, seconds),
  );
  if (failed) process.exitCode = ExitCode.problems;
}

function text(
  options: Options,
  verdicts: Verdict[],
  unchecked: number,
  problems: Problem[],
  seconds: number,
): string {
  const parts = [table(["checked by", "version", "files", "right", "wrong", "skipped"], rows(verdicts))];
  const reasons = new Map(
    verdicts.flatMap((verdict) => (verdict.reason === undefined ? [] : [[verdict.shown, verdict.reason]])),
  );
  for (const [shown, reason] of reasons) parts.push(`${paint("yellow", "skipped")} ${shown}: ${reason}`);
  if (problems.length > 0) parts.push(problemsText(problems));
  const count = (state: Verdict["state"]) =>
    verdicts
      .filter((verdict) => verdict.state === state)
      .reduce((sum, verdict) => sum + verdict.paths.length, 0);
  const cached = verdicts
    .filter((verdict) => verdict.cached)
    .reduce((sum, verdict) => sum + verdict.paths.length, 0);
  const bad = count("wrong") > 0 || (options.strict && count("skipped") > 0);
  const counts = `${count("right")} right (${cached} known from before), ${count("wrong")} wrong, ${count("skipped")} skipped, ${unchecked} that no program reads alone`;
  parts.push(
    `${bad ? paint("red", "not ok") : paint("green", "ok")} ${options.env}: ${counts}, ${seconds.toFixed(1)} s`,
  );
  return parts.join("\n\n");
}

function rows(verdicts: Verdict[]): string[][] {
  const byChecker = Map.groupBy(verdicts, (verdict) => verdict.shown);
  return [...byChecker].map(([shown, all]) => {
    const files = (state?: Verdict["state"]) =>
      String(
        all
          .filter((verdict) => state === undefined || verdict.state === state)
          .reduce((sum, verdict) => sum + verdict.paths.length, 0),
      );
    return [shown, all[0]?.version ?? "", files(), files("right"), files("wrong"), files("skipped")];
  });
}

/** One line that is overwritten; nothing where nobody looks. */
function progressLine() {
  const live = process.stderr.isTTY;
  return {
    show: (done: number, of: number, now: string) => {
      if (live)
        process.stderr.write(`\r\x1b[K${done}/${of} ${now.slice(-(process.stderr.columns ?? 80) + 16)}`);
    },
    clear: () => {
      if (live) process.stderr.write("\r\x1b[K");
    },
  };
}
