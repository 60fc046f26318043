import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { ProblemError, problem, withLock } from "@logstead/base";
import { lastLines } from "@logstead/base/process";
import { ensurePackages } from "@logstead/tools";
import { ensureBase } from "./base-image.ts";
import { freshCgroup } from "./cgroups.ts";
import { type LabCheck, labChecks, refusals } from "./checks.ts";
import { type Bind, type Lab, type LabConfig, readConfig, writeConfig } from "./config.ts";
import { labPlan } from "./environment.ts";
import { prepareHost } from "./host-files.ts";
import { raiseInotifyLimit } from "./inotify.ts";
import { ensureOwnersN8n } from "./n8n.ts";
import { assertIsolated, hasNetwork, inNetwork, makeNetwork } from "./network.ts";
import { hostPaths, type LabPaths, labPaths } from "./paths.ts";
import { hostOf, type LabPlan } from "./plan.ts";
import { until } from "./run.ts";
import { labExec, notALabHost, writeSshConfig } from "./ssh.ts";
import { ask, demand, startSupervisor } from "./supervisor/client.ts";

export interface UpOptions {
  name?: string;
  /** Only these hosts; all by default. */
  hosts?: string[];
  /** Hosts to be as an installer leaves them; counts when they have no disk yet. */
  bare?: string[];
  binds?: Record<string, Bind[]>;
  /** The folder of an installed n8n (`bin/n8n` in it): hosts with the role `n8n` have one that is in use. */
  n8n?: string;
  onProgress?: (text: string) => void;
}

/** One lab is changed by one process at a time; a second one waits and finds the work done. */
export const labLock = (lab: LabPaths) => `lab-${lab.dir}`;

/** Throws everything that stands in the way of this plan on this machine; changes nothing. */
export async function demandLab(plan: LabPlan): Promise<LabCheck[]> {
  const checks = await labChecks(plan);
  const against = refusals(plan, checks);
  if (against.length > 0) throw new ProblemError(against);
  return checks;
}

export async function labUp(plan: LabPlan = labPlan(), options: UpOptions = {}): Promise<Lab> {
  const onProgress = options.onProgress ?? (() => {});
  const names = options.hosts ?? plan.hosts.map((h) => h.name);
  for (const name of names) hostOf(plan, name);
  const checks = await demandLab(plan);
  const onWait = (owner: string) => onProgress(`waiting for ${owner}, which is changing this lab`);
  return withLock(
    labLock(labPaths(options.name)),
    async () => {
      const paths = labPaths(options.name);
      const lacking = [...new Set(checks.flatMap((c) => c.installs ?? []))].map((debian) => ({
        name: debian,
      }));
      await ensurePackages(lacking, "the lab", {
        onProgress: ({ message }) => message && onProgress(message),
      });
      const lab = await configure(paths, plan, options);
      for (const host of plan.hosts.filter((h) => names.includes(h.name)))
        await prepareHost(lab, lab.started, host);
      writeSshConfig(lab, plan);
      await startHosts(lab, names);
      return lab;
    },
    { onWait },
  );
}

async function configure(paths: LabPaths, plan: LabPlan, options: UpOptions): Promise<Lab> {
  const onProgress = options.onProgress ?? (() => {});
  const before = readConfig(paths);
  if (before && !isDeepStrictEqual(before.plan, JSON.parse(JSON.stringify(plan)))) throw planChanged(paths);
  // the disks lie above the base they were made on; another base would change files below them
  const base = before && existsSync(before.base.root) ? before.base : await ensureBase(onProgress);
  if (before && before.base.key !== base.key) throw baseGone(paths);
  const n8n = options.n8n ?? before?.n8n;
  const config: LabConfig = {
    plan,
    base,
    bare: bareHosts(paths, before?.bare ?? [], options.bare ?? []),
    binds: options.binds ?? before?.binds ?? {},
    ...(n8n && { n8n }),
  };
  mkdirSync(paths.dir, { recursive: true, mode: 0o700 });
  if (!isDeepStrictEqual(config, before)) writeConfig(paths, config);
  if (before) await stopChanged(paths, before, config);
  return { ...paths, started: config };
}

function bareHosts(paths: LabPaths, before: string[], asked: string[]): string[] {
  const late = asked.filter((name) => !before.includes(name) && existsSync(hostPaths(paths, name).upper));
  if (late.length === 0) return [...new Set([...before, ...asked])];
  const names = late.join(" ");
  throw new ProblemError(
    problem("lab-not-bare", "hosts that have a disk cannot become bare by starting them", {
      got: names,
      fix: `./logstead lab reset ${names} --bare ${names} --name ${paths.name}`,
    }),
  );
}

/** A host sees another folder of this machine only after it was started again. */
async function stopChanged(paths: LabPaths, before: LabConfig, config: LabConfig): Promise<void> {
  const changed = config.plan.hosts.filter(
    (h) =>
      !isDeepStrictEqual(before.binds[h.name] ?? [], config.binds[h.name] ?? []) ||
      (h.roles.includes("n8n") && before.n8n !== config.n8n),
  );
  if (changed.length > 0) await ask(paths, { op: "stop", hosts: changed.map((h) => h.name) });
}

/** Starts what is not running, and waits until each answers by SSH with its own key and its marker. */
export async function startHosts(lab: Lab, names: string[]): Promise<void> {
  if (!(await ask(lab, { op: "report" })) || !hasNetwork(lab)) {
    // what a killed supervisor has left: nothing runs any more, its namespace and cgroups are still there
    await freshCgroup(lab.cgroup);
    await raiseInotifyLimit();
    await makeNetwork(lab, lab.started.plan);
    await startSupervisor(lab);
  }
  await demand(lab, { op: "start", hosts: names });
  await Promise.all(names.map((name) => waitReady(lab, name)));
  await assertIsolated(lab, lab.started.plan);
  if (lab.started.n8n)
    for (const { name, roles } of lab.started.plan.hosts)
      if (names.includes(name) && roles.includes("n8n")) await ensureOwnersN8n(lab, name);
}

/** Waits for a host that boots; a host that ended says why. */
export async function waitReady(lab: Lab, name: string, timeoutMs = 60_000): Promise<void> {
  const { address } = hostOf(lab.started.plan, name);
  const ready = await until(
    async () => {
      if (await sshAnswers(lab, address)) return true;
      const report = await demand(lab, { op: "report" });
      return report.hosts.find((h) => h.name === name)?.state === "failed" ? false : undefined;
    },
    timeoutMs,
    100,
  );
  if (!ready) throw notReady(lab, name, "no SSH");
  if (lab.started.bare.includes(name)) return;
  const asked = await until(
    async () => {
      const ran = await labExec(lab, name, ["true"], { as: "login" });
      // pam_nologin turns everybody away until the boot is through
      return ran.code === 255 && /booting up|closed by|reset by/i.test(ran.stderr) ? undefined : ran;
    },
    60_000,
    100,
  );
  if (asked?.code === 0) return;
  const what =
    asked?.code === notALabHost ? "the marker is missing" : (asked?.stderr.trim() ?? "nobody is let in");
  throw notReady(lab, name, what);
}

/** Whether an SSH server greets; much cheaper than a login. */
function sshAnswers(lab: LabPaths, address: string): Promise<boolean> {
  const [program = "", ...args] = [
    ...inNetwork(lab),
    "socat",
    "-u",
    `TCP:${address}:22,connect-timeout=1`,
    "-",
  ];
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.once("data", (data: Buffer) => {
      done(data.toString().startsWith("SSH-"));
      child.kill("SIGKILL");
    });
    child.once("error", () => done(false));
    child.once("close", () => done(false));
  });
}

function notReady(lab: Lab, host: string, got: string): ProblemError {
  const console = hostPaths(lab, host).console;
  const tail = existsSync(console) ? lastLines(readFileSync(console, "utf8"), 6) : "";
  return new ProblemError(
    problem("lab-host-not-ready", `${host} did not come up`, {
      path: console,
      got: `${got}\n${tail}`,
      want: "an SSH login",
      fix: `./logstead lab logs ${host}`,
    }),
  );
}

function planChanged(lab: LabPaths): ProblemError {
  return new ProblemError(
    problem("lab-plan-changed", "the lab was made for another plan", {
      path: lab.config,
      want: "the hosts and addresses it was made with",
      fix: `./logstead lab destroy --name ${lab.name} && ./logstead lab up --name ${lab.name}`,
    }),
  );
}

function baseGone(lab: LabPaths): ProblemError {
  return new ProblemError(
    problem("lab-base-gone", "the base under the lab's disks is no longer there, and a new one differs", {
      path: lab.config,
      fix: `./logstead lab reset --name ${lab.name}`,
    }),
  );
}
