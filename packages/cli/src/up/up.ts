import { ExitCode, formatProblem, ProblemError } from "@logstead/base";
import { detectorHost, type Site } from "@logstead/inventory";
import {
  type AlertProbe,
  type Applied,
  detectorProblems,
  type OnUp,
  type ProbeResult,
  probe,
  probeAlerts,
  type UpEvent,
  up,
} from "@logstead/operate";
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
    const probing = applied.problems.length === 0 && options.probe;
    const probed = await probeStep(site, probing, on);
    const alerts = await alertStep(site, probing && (options.testAlert ?? isToTest(site, applied)), on);
    await end();
    const seconds = (performance.now() - started) / 1000;
    const problems = [...applied.problems, ...(probed?.problems ?? []), ...(alerts?.problems ?? [])];
    const result = {
      ...applied,
      problems,
      ...(probed && { probe: probed }),
      ...(alerts && { alerts }),
      seconds,
    };
    const next = await nextText(site);
    print(options, result, () =>
      probed
        ? [
            probeText(probed),
            ...(alerts ? [alertText(alerts)] : []),
            ...(problems.length === 0 ? [next] : []),
          ].join("\n\n")
        : "",
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

/** Whether the way to people is tried: each time in the lab; elsewhere where something of it was applied anew. */
const isToTest = (site: Site, { changes, repaired }: Applied) =>
  site.environment === "lab" ||
  [...changes.map(({ name }) => name), ...repaired].some((name) => /^(detector|n8n)-/.test(name));

/** An anomaly is planted on a host and followed to each channel. */
async function alertStep(site: Site, wanted: boolean, on: OnUp): Promise<AlertProbe | undefined> {
  if (!wanted || !detectorHost(site)) return undefined;
  on({ kind: "step", step: "alert", status: "started" });
  const result = await probeAlerts(site, {
    onProgress: (detail) => on({ kind: "progress", step: "alert", detail }),
  }).catch((error: unknown) => {
    on({ kind: "step", step: "alert", status: "failed" });
    throw error;
  });
  const told = result?.rows.filter(({ outcome }) => outcome === "told").length;
  if (result === undefined)
    on({ kind: "step", step: "alert", status: "skipped", detail: "nobody is to be told" });
  else
    on({
      ...{ kind: "step", step: "alert", status: result.ok ? "done" : "failed" },
      detail: `${told} of ${result.rows.length} channels`,
    });
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
