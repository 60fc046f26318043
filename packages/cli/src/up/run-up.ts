import { ExitCode, formatProblem, ProblemError } from "@logstead/base";
import type { Site } from "@logstead/inventory";
import { type OnUp, provision, type UpEvent } from "@logstead/operate";
import { siteOf } from "../inventory/site.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { confirmed } from "./confirm.ts";
import { behindMount, ensureLab } from "./lab.ts";
import { lineView } from "./lines.ts";
import { nextText } from "./next.ts";
import { alertText, probeText } from "./table.ts";
import type { UpView } from "./view.ts";

export interface UpVerbOptions extends OutputOptions {
  env: string;
  only?: string[];
  yes?: boolean;
  force?: boolean;
  probe: boolean;
  testAlert?: boolean;
}

export async function runUp(options: UpVerbOptions): Promise<void> {
  const started = performance.now();
  const view = await viewFor(options);
  const on: OnUp = (event) => view.on(event);
  let ended = false;
  const end = async () => {
    if (!ended) await view.end();
    ended = true;
  };
  try {
    const site = siteOf(options.env);
    await ensureLab(site, on);
    on({ kind: "step", step: "load", status: "started" });
    on({ kind: "step", step: "load", status: "done", detail: loaded(site) });
    const result = await provision(site, {
      on,
      only: options.only,
      force: options.force,
      probe: options.probe,
      testAlert: options.testAlert,
      ...(await behindMount(site)),
      confirmLeaving: async (units) => {
        if (options.yes) return true;
        await end();
        return confirmed(units);
      },
    });
    await end();
    const { applied, ...shown } = result;
    const { problems, probe, alerts } = shown;
    const seconds = (performance.now() - started) / 1000;
    const next = await nextText(site);
    print(options, { ...shown, seconds }, () =>
      [
        ...(probe ? [probeText(probe)] : []),
        ...(alerts ? [alertText(alerts)] : []),
        ...(probe && problems.length === 0 ? [next] : []),
      ].join("\n\n"),
    );
    if (problems.length === 0) return;
    if (options.output === "text")
      process.stderr.write(`${problems.map((problem) => formatProblem(problem)).join("\n")}\n`);
    process.exitCode = applied ? ExitCode.problems : ExitCode.outside;
  } catch (error) {
    await end();
    if (options.output === "json" && error instanceof ProblemError) {
      print(options, { problems: error.problems }, () => "");
      process.exitCode = error.exitCode;
      return;
    }
    throw error;
  }
}

async function viewFor(options: UpVerbOptions): Promise<UpView> {
  if (options.output === "json") return { on: (_: UpEvent) => {}, end: async () => {} };
  if (process.stderr.isTTY) return (await import("./live.ts")).liveView();
  return lineView((line) => void process.stderr.write(`${line}\n`));
}

const loaded = (site: Site) => {
  const hosts = Object.values(site.hosts);
  const sources = hosts.reduce((sum, host) => sum + host.derived.sources.length, 0);
  return `${site.environment}: ${hosts.length} hosts, ${sources} sources`;
};
