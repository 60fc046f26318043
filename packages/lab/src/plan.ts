import { BlockList, isIPv4 } from "node:net";
import { type Problem, ProblemError, problem } from "@logstead/base";

/**
 * What a host needs beyond plain Debian: `containers` a container engine, `windows-folder` the folder
 * that is shared with Windows, `n8n` the n8n that was there before Logstead. Other roles mean nothing to the lab.
 */
export type LabRole = "containers" | "windows-folder" | "n8n" | (string & {});

export interface LabHost {
  name: string;
  address: string;
  roles: LabRole[];
  /** The account that provisioning logs in with. */
  user: string;
}

export interface LabPort {
  name: string;
  host: string;
  port: number;
  /** Whether it wants TLS; the lab's certificates are of its own authority. */
  tls?: boolean;
}

/** Everything the lab needs to know of an environment. */
export interface LabPlan {
  network: { cidr: string; bridge: string };
  hosts: LabHost[];
  /** Pages that `lab open` forwards to loopback. */
  ports: LabPort[];
}

/** A plan with only some of the hosts, for a test that needs one or two. */
export function onlyHosts(names: string[], plan: LabPlan): LabPlan {
  const hosts = plan.hosts.filter((h) => names.includes(h.name));
  return { ...plan, hosts, ports: plan.ports.filter((p) => names.includes(p.host)) };
}

export function hostOf(plan: LabPlan, name: string): LabHost {
  const found = plan.hosts.find((h) => h.name === name);
  if (found) return found;
  throw new ProblemError(
    problem("lab-unknown-host", `the lab has no host '${name}'`, {
      got: name,
      want: plan.hosts.map((h) => h.name).join(", "),
    }),
    2,
  );
}

export function prefixOf(cidr: string): number {
  return Number(cidr.split("/")[1]);
}

/** Names become folder, cgroup and interface names, addresses go into the hosts' files: both are checked. */
export function planProblems(plan: LabPlan): Problem[] {
  const problems: Problem[] = [];
  const say = (path: string, message: string, got: string, want: string) =>
    problems.push(problem("lab-plan", message, { path, got, want }));
  const [net, bits] = plan.network.cidr.split("/");
  const inside = new BlockList();
  if (!isIPv4(net ?? "") || !(Number(bits) >= 8 && Number(bits) <= 30)) {
    say("network.cidr", "is no IPv4 network", plan.network.cidr, "such as 192.168.1.0/24");
    return problems;
  }
  inside.addSubnet(net as string, Number(bits));
  const seen = new Set<string>();
  const once = (path: string, value: string) => {
    if (seen.has(value)) say(path, "is used twice", value, "a value of its own");
    seen.add(value);
  };
  const address = (path: string, value: string) => {
    if (!isIPv4(value) || !inside.check(value))
      say(path, "is outside the lab's network", value, `an address in ${plan.network.cidr}`);
    once(path, value);
  };
  address("network.bridge", plan.network.bridge);
  for (const [i, h] of plan.hosts.entries()) {
    if (!/^[a-z][a-z0-9-]{0,30}$/.test(h.name))
      say(`hosts[${i}].name`, "is no host name", h.name, "a-z, 0-9, '-'");
    if (!/^[a-z][a-z0-9_-]{0,30}$/.test(h.user) || h.user === "root")
      say(`hosts[${i}].user`, "is no account for provisioning", h.user, "a user name that is not root");
    once(`hosts[${i}].name`, h.name);
    address(`hosts[${i}].address`, h.address);
  }
  if (plan.hosts.length === 0) say("hosts", "is empty", "no host", "at least one host");
  for (const [i, p] of plan.ports.entries())
    if (!plan.hosts.some((h) => h.name === p.host))
      say(`ports[${i}].host`, "is no host of the lab", p.host, plan.hosts.map((h) => h.name).join(", "));
  return problems;
}
