import { type Problem, problem } from "@logstead/base";
import { detectorHost, detectorVersion, type Site } from "@logstead/inventory";
import { detectorComponent, detectorUrl } from "@logstead/templates";
import { failure, onHost } from "../hosts/ssh.ts";

export interface DetectorState {
  host: string;
  /** Whether it answers. */
  running: boolean;
  /** Whether all of `checks` are well. */
  ready: boolean;
  /** Of the image that runs. */
  version?: string;
  wanted: string;
  checks: { name: string; ok: boolean; detail: string }[];
  problem?: Problem;
}

/** Asks the detector on its own host, since it listens there only; prints what it found as JSON. */
const script = (url: string, engine: string) => `
import json, subprocess, urllib.error, urllib.request
found = {"version": "", "checks": None}
label = '{{index .Config.Labels "org.opencontainers.image.version"}}'
argv = ["${engine}", "container", "inspect", "--format", label, "${detectorComponent.program.container}"]
try:
    found["version"] = subprocess.run(argv, capture_output=True, text=True, timeout=20).stdout.strip()
except (OSError, subprocess.TimeoutExpired):
    pass
try:
    answer = urllib.request.urlopen("${url}/readyz", timeout=20)
except urllib.error.HTTPError as error:
    answer = error
except OSError:
    answer = None
if answer is not None:
    found["checks"] = json.load(answer)["checks"]
print(json.dumps(found))
`;

/** How a site's detector is; undefined where it has none on a host. Changes nothing. */
export async function detectorState(site: Site): Promise<DetectorState | undefined> {
  const host = detectorHost(site);
  if (!host) return undefined;
  const base = { host: host.name, wanted: detectorVersion(site), checks: [] };
  const ran = await onHost(host, "sudo -n python3 -", {
    input: script(detectorUrl(site), host.derived.containerEngine),
  });
  if (ran.code !== 0)
    return { ...base, running: false, ready: false, problem: failure(host, "asking the detector", ran) };
  const { version, checks } = JSON.parse(ran.stdout) as {
    version: string;
    checks: DetectorState["checks"] | null;
  };
  return {
    ...base,
    running: checks !== null,
    ready: checks?.every(({ ok }) => ok) ?? false,
    ...(version && { version }),
    checks: checks ?? [],
  };
}

/**
 * What is wrong with the detector once it had time to find Loki and n8n after its start; nothing while it is well,
 * or where there is none.
 */
export async function detectorProblems(site: Site, patienceMs = 60_000): Promise<Problem[]> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const state = await detectorState(site);
    if (!state || state.ready) return [];
    if (Date.now() >= end) return [state.problem ?? notReady(site, state)];
    await new Promise((next) => setTimeout(next, 1000));
  }
}

function notReady(site: Site, { host, running, checks }: DetectorState): Problem {
  const bad = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  return problem(
    "detector-not-ready",
    `The detector on ${host} ${running ? "is not ready" : "does not answer"}.`,
    {
      path: `hosts.${host}`,
      got: bad.join("; ") || "no answer",
      want: "every check of /readyz is well",
      fix: `./logstead status --env ${site.environment}`,
    },
  );
}
