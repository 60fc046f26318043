import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { ProblemError, problem } from "@logstead/base";
import { run } from "@logstead/base/process";
import type { LabPaths } from "./paths.ts";
import { type LabPlan, prefixOf } from "./plan.ts";
import { must, until } from "./run.ts";

export const bridge = "br0";

/**
 * How to run something in the lab's network. By file, not with `ip netns exec`, which mounts /sys anew
 * and so hides the cgroups; and not by process id, which could become another's.
 */
export const inNetwork = (lab: LabPaths) => ["nsenter", `--net=${lab.net}`];

export function hasNetwork(lab: LabPaths): boolean {
  return readFileSync("/proc/self/mountinfo", "utf8").includes(` ${lab.net} `);
}

/** A network namespace with one bridge and no way out, anew. */
export async function makeNetwork(lab: LabPaths, plan: LabPlan): Promise<void> {
  await removeNetwork(lab);
  writeFileSync(lab.net, "");
  await must("unshare", [`--net=${lab.net}`, "true"]);
  const address = `${plan.network.bridge}/${prefixOf(plan.network.cidr)}`;
  const commands = [
    "link set lo up",
    `link add ${bridge} type bridge`,
    `address add ${address} dev ${bridge}`,
    `link set ${bridge} up`,
  ];
  await must("nsenter", [`--net=${lab.net}`, "ip", "-batch", "-"], { input: `${commands.join("\n")}\n` });
}

export async function removeNetwork(lab: LabPaths): Promise<void> {
  await endUsers(lab);
  while (hasNetwork(lab)) await must("umount", [lab.net]);
  // removing the file also drops copies of the mount that other mount namespaces hold
  if (existsSync(lab.net)) rmSync(lab.net);
}

/**
 * Real machines may have the lab's addresses. They are never met, because the namespace has only its
 * bridge; this proves it, each time the lab starts.
 */
export async function assertIsolated(lab: LabPaths, plan: LabPlan): Promise<void> {
  const json = async (...args: string[]) =>
    JSON.parse(await must("nsenter", [`--net=${lab.net}`, "ip", "-json", ...args]));
  const links: { ifname: string; master?: string }[] = await json("link");
  const routes: { dst: string; dev: string }[] = await json("route");
  const foreign = links.filter((l) => l.ifname !== "lo" && l.ifname !== bridge && l.master !== bridge);
  const out = routes.filter((r) => r.dev !== bridge || r.dst === "default");
  const own = await run("readlink", ["/proc/self/ns/net"]);
  const inside = await run("nsenter", [`--net=${lab.net}`, "readlink", "/proc/self/ns/net"]);
  if (foreign.length === 0 && out.length === 0 && inside.code === 0 && own.stdout !== inside.stdout) return;
  throw new ProblemError(
    problem("lab-not-isolated", "the lab's network has a way out, and real machines may have its addresses", {
      path: lab.net,
      got: [
        ...foreign.map((l) => `interface ${l.ifname}`),
        ...out.map((r) => `route ${r.dst} by ${r.dev}`),
      ].join(", "),
      want: `only ${bridge} with ${plan.network.cidr}`,
      fix: `./logstead lab destroy --name ${lab.name}`,
    }),
  );
}

/** Ends what still runs inside: relays of ssh sessions would hold the namespace long after the lab. */
async function endUsers(lab: LabPaths): Promise<void> {
  if (!hasNetwork(lab)) return;
  const inode = statSync(lab.net).ino;
  const isUser = (pid: string) => statSync(`/proc/${pid}/ns/net`, { throwIfNoEntry: false })?.ino === inode;
  const kill = (pid: string): boolean => {
    try {
      return isUser(pid) && process.kill(Number(pid), "SIGKILL");
    } catch {
      return false;
    }
  };
  await until(
    () => {
      const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
      return pids.filter(kill).length === 0 || undefined;
    },
    10_000,
    10,
  );
}
