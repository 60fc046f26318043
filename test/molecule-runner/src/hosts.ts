import { ProblemError, problem } from "@logstead/base";
import {
  type Lab,
  type LabHost,
  type Lease,
  type LeaseOptions,
  labReset,
  labStatus,
  leaseHosts,
} from "@logstead/lab";
import type { Platform, Scenario } from "./scenario.ts";

/** Hosts that are a scenario's own until they are given back: which lab host plays which instance. */
export interface Cast {
  hosts: Map<string, LabHost>;
  release(): Promise<void>;
}

interface Options {
  signal?: AbortSignal | undefined;
  onWait?: ((owners: string[]) => void) | undefined;
}

/** Takes the scenario's hosts out of the pool, all or none, and makes them new. */
export async function castScenario(lab: Lab, scenario: Scenario, options: Options = {}): Promise<Cast> {
  const wanted = demand(await usable(lab), scenario, lab.name);
  const lease = await leaseHosts(lab, scenario.platforms.length, {
    ...wanted,
    ...(options.signal && { signal: options.signal }),
    ...(options.onWait && { onWait: options.onWait }),
  });
  try {
    await labReset({ name: lab.name, hosts: lease.hosts.map((h) => h.name) });
    return { hosts: assign(lease, scenario.platforms), release: lease.release };
  } catch (error) {
    await lease.release();
    throw error;
  }
}

/** Hosts that run and can be provisioned: a lab may be up in part, and a bare host is somebody's on purpose. */
async function usable(lab: Lab): Promise<LabHost[]> {
  const { hosts } = await labStatus(lab.name);
  const ready = new Set(hosts.filter((h) => h.state === "running" && !h.bare).map((h) => h.name));
  return lab.started.plan.hosts.filter((h) => ready.has(h.name));
}

/**
 * What a lease is asked for. Instances that all want the same take whichever hosts are free; as soon as
 * they differ, the hosts are chosen here, so that a lease stays all or nothing.
 */
export function demand(
  pool: LabHost[],
  scenario: Scenario,
  labName: string,
): Pick<LeaseOptions, "roles" | "among"> {
  const { platforms } = scenario;
  const named = platforms.some((p) => pool.some((h) => h.name === p.name));
  const [first] = platforms;
  const same = platforms.every((p) => String(p.labRoles) === String(first?.labRoles));
  const chosen = choose(pool, platforms);
  if (chosen && (named || !same)) return { among: chosen.map((h) => h.name) };
  if (chosen) return { roles: first?.labRoles ?? [], among: pool.map((h) => h.name) };
  const plain = (roles: string[]) => (roles.length > 0 ? ` (${roles.join(", ")})` : "");
  throw new ProblemError(
    problem("molecule-no-hosts", `${scenario.role}/${scenario.name} needs hosts that do not run in the lab`, {
      got: pool.map((h) => h.name + plain(h.roles)).join(", ") || "no running host",
      want: platforms.map((p) => p.name + plain(p.labRoles)).join(", "),
      fix: `./logstead lab up${labName === "lab" ? "" : ` --name ${labName}`}`,
    }),
  );
}

const fits = (host: LabHost, platform: Platform, pool: LabHost[]) =>
  (host.name === platform.name || !pool.some((h) => h.name === platform.name)) &&
  platform.labRoles.every((role) => host.roles.includes(role));

/** One host for each platform, those with the least of their own first; undefined when there is none. */
function choose(pool: LabHost[], platforms: Platform[], all = pool): LabHost[] | undefined {
  const [platform, ...rest] = platforms;
  if (!platform) return [];
  const plainFirst = [...pool].sort((a, b) => a.roles.length - b.roles.length);
  for (const host of plainFirst.filter((h) => fits(h, platform, all))) {
    const others = choose(
      pool.filter((h) => h !== host),
      rest,
      all,
    );
    if (others) return [host, ...others];
  }
  return undefined;
}

function assign(lease: Lease, platforms: Platform[]): Map<string, LabHost> {
  const hosts = choose(lease.hosts, platforms) ?? lease.hosts;
  return new Map(platforms.map((p, i) => [p.name, hosts[i] as LabHost]));
}
