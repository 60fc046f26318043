import { join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { binOf, step } from "../run.ts";
import type { Source } from "../types.ts";
import { which } from "../which.ts";
import type { Job } from "./job.ts";

type GoSource = Extract<Source, { kind: "go" }>;

/** `-X variable=value` for the linker; binaries are stripped and hold no path of this machine. */
export function linkerFlags(source: GoSource, version: string): string {
  const set = Object.entries(source.set ?? {}).map(
    ([name, value]) => `-X ${name}=${value.replace("{version}", version)}`,
  );
  return ["-s", "-w", ...set].join(" ");
}

export async function installGo({ tool, source, into, root, log, signal }: Job<GoSource>): Promise<void> {
  const go = which("go");
  if (!go)
    throw new ProblemError(
      problem("tools.no-go", `${tool.name} ${tool.version} is built from source, and 'go' is not on PATH`, {
        want: "Go 1.26 or newer",
        fix: `install Go and put it on PATH, or put ${tool.name} ${tool.version} itself on PATH`,
      }),
    );
  const tags = source.tags ? ["-tags", source.tags.join(",")] : [];
  const flags = [
    "-mod=readonly",
    "-trimpath",
    "-buildvcs=false",
    "-ldflags",
    linkerFlags(source, tool.version),
  ];
  await step(log, go, ["build", ...flags, ...tags, "-o", `${binOf(into)}/`, ...source.packages], {
    cwd: join(root, source.folder),
    env: { ...process.env, GOFLAGS: "", GOWORK: "off", CGO_ENABLED: source.cgo ? "1" : "0" },
    signal,
  });
}
