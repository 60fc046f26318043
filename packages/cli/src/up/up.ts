import { ExitCode, formatProblem, ProblemError } from "@logstead/base";
import { detectorHost, type Site } from "@logstead/inventory";
import { detectorProblems, type OnUp, type ProbeResult, probe, type UpEvent, up } from "@logstead/operate";
import { siteOf } from "../inventory/site.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { confirmed } from "./confirm.ts";
import { behindMount, ensureLab } from "./lab.ts";
import { lineView } from "./lines.ts";
import { nextText } from "./next.ts";
import { probeText } from "./table.ts";
import type { UpView } from "./view.ts";

export interface UpVerbOptions extends OutputOptions {
  env: string;
  only?: string[];
  yes?: boolean;
  force?: boolean;
  probe: boolean;
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
    const applied = await up(site, {
      on,
      only: options.only,
      force: options.force,
      ...(options.probe && { probe: hostProbe(site) }),
      confirmLeaving: async (units) => {
        if (options.yes) return true;
        await end();
        return confirmed(units);
      },
    });
    const probed = await probeStep(site, applied.problems.length === 0 && options.probe, on);
    await end();
    const seconds = (performance.now() - started) / 1000;
    const problems = [...applied.problems, ...(probed?.problems ?? [])];
    const result = { ...applied, problems, ...(probed && { probe: probed }), seconds };
    const next = await nextText(site);
    print(options, result, () =>
      probed ? [probeText(probed), ...(probed.ok ? [next] : [])].join("\n\n") : "",
    );
    if (problems.length === 0) return;
    if (options.output === "text")
      process.stderr.write(`${problems.map((one) => formatProblem(one)).join("\n")}\n`);
    process.exitCode = applied.problems.length > 0 ? ExitCode.outside : ExitCode.problems;
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

/** The probe as the last step; left out where something was not applied, since its lines would only be missed. */
async function probeStep(site: Site, wanted: boolean, on: OnUp): Promise<ProbeResult | undefined> {
  if (!wanted) {
    on({ kind: "step", step: "probe", status: "skipped" });
    return undefined;
  }
  on({ kind: "step", step: "probe", status: "started" });
  const result = await probe(site, {
    ...(await behindMount(site)),
    onProgress: (detail) => on({ kind: "progress", step: "probe", detail }),
  }).catch((error: unknown) => {
    on({ kind: "step", step: "probe", status: "failed" });
    throw error;
  });
  const detail = `${result.rows.filter(({ state }) => state === "found").length} of ${result.rows.length} lines`;
  on({ kind: "step", step: "probe", status: result.ok ? "done" : "failed", detail });
  return result;
}

/** The probe of one host, for each one that was upgraded. */
const hostProbe = (site: Site) => async (host: string) => [
  ...(await probe(site, { ...(await behindMount(site)), hosts: [host] })).problems,
  ...(detectorHost(site)?.name === host ? await detectorProblems(site) : []),
];

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
