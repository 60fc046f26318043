import { ExitCode, ProblemError, problem } from "@logstead/base";
import { readSettings } from "@logstead/detector/settings-file";
import { type OutputOptions, print } from "../output/print.ts";

interface Readiness {
  ready: boolean;
  checks: { name: string; ok: boolean; detail: string }[];
}

/** `detector health`: 0 all is well, 1 it runs and says what is not, 3 it does not answer. */
export async function health(options: OutputOptions & { settings: string }): Promise<void> {
  const { address, port } = readSettings(options.settings);
  const host = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "[::1]" : address;
  const url = `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}/readyz`;
  let readiness: Readiness;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    readiness = (await answer.json()) as Readiness;
  } catch (error) {
    throw new ProblemError(
      problem("detector/no-answer", `${url} does not answer`, { got: (error as Error).message }),
      ExitCode.outside,
    );
  }
  print(options, readiness, () =>
    readiness.checks.map(({ name, ok, detail }) => `${ok ? "ok " : "BAD"} ${name}: ${detail}`).join("\n"),
  );
  if (!readiness.ready) process.exitCode = ExitCode.problems;
}
