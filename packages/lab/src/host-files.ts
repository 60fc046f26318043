import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "@logstead/base";
import type { LabConfig } from "./config.ts";
import { ensureKey } from "./keys.ts";
import { type HostPaths, hostPaths, type LabPaths } from "./paths.ts";
import { type LabHost, type LabPlan, prefixOf } from "./plan.ts";
import { must } from "./run.ts";
import { Upper } from "./upper.ts";

/** Says that a machine is a lab host. Nothing meant for the lab runs where this file is not. */
export const markerPath = "/etc/logstead-lab.json";

export const packagePort = 3142;

/** The account that Debian's installer makes; the only way into a bare host, with its password. */
export const installerUser = "debian";

const accountId = 1000;

/**
 * Prepares a host that has no disk yet. The disk gets its name last, so a host is prepared whole or
 * not at all, also when this is killed.
 */
export async function prepareHost(lab: LabPaths, config: LabConfig, host: LabHost): Promise<boolean> {
  const paths = hostPaths(lab, host.name);
  if (existsSync(paths.upper)) return false;
  for (const dir of [paths.work, paths.root, join(paths.stores, "containers"), join(paths.stores, "docker")])
    mkdirSync(dir, { recursive: true });
  for (const dir of [paths.windows.backing, paths.windows.view]) mkdirSync(dir, { recursive: true });
  const client = await ensureKey(lab.key, `logstead lab ${lab.name}`);
  await ensureKey(paths.hostKey, `${host.name} of logstead lab ${lab.name}`);
  const temporary = `${paths.upper}.new`;
  rmSync(temporary, { recursive: true, force: true });
  const upper = new Upper(temporary, config.base.root);
  const bare = config.bare.includes(host.name);
  upper.file(markerPath, `${JSON.stringify({ lab: lab.name, host: host.name, bare })}\n`);
  network(upper, config.plan, host);
  upper.copy(paths.hostKey, "etc/ssh/ssh_host_ed25519_key", 0o600);
  upper.copy(`${paths.hostKey}.pub`, "etc/ssh/ssh_host_ed25519_key.pub", 0o644);
  if (bare) await installer(upper, paths);
  else provisioned(upper, host.user, client);
  renameSync(temporary, paths.upper);
  return true;
}

function network(upper: Upper, plan: LabPlan, host: LabHost): void {
  const { cidr, bridge } = plan.network;
  upper.file("etc/hostname", `${host.name}\n`);
  upper.file(
    "etc/systemd/network/10-host0.network",
    `[Match]\nName=host0\n\n[Network]\nAddress=${host.address}/${prefixOf(cidr)}\nGateway=${bridge}\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n`,
  );
  const names = plan.hosts.map((h) => `${h.address} ${h.name}`);
  upper.file("etc/hosts", `${["127.0.0.1 localhost", ...names, `${bridge} controller`].join("\n")}\n`);
  upper.file("etc/apt/apt.conf.d/00lab-proxy", `Acquire::http::Proxy "http://${bridge}:${packagePort}";\n`);
}

function provisioned(upper: Upper, user: string, key: string): void {
  upper.account(user, accountId, "*");
  upper.folder(`home/${user}/.ssh`, 0o700, accountId);
  upper.file(`home/${user}/.ssh/authorized_keys`, `${key}\n`, 0o600, accountId);
  upper.file(`etc/sudoers.d/${user}`, `${user} ALL=(ALL) NOPASSWD:ALL\n`, 0o440);
}

async function installer(upper: Upper, paths: HostPaths): Promise<void> {
  const password = existsSync(paths.password)
    ? readFileSync(paths.password, "utf8").trim()
    : randomBytes(12).toString("base64url");
  writeFileAtomic(paths.password, `${password}\n`, 0o600);
  // perl is in every Debian, openssl and mkpasswd are not; the password stays off the command line
  const crypt = "chomp(my $p = <STDIN>); chomp(my $s = <STDIN>); print crypt($p, q($6$) . $s . q($))";
  const salt = randomBytes(9).toString("base64url").replaceAll(/[-_]/g, ".");
  upper.account(
    installerUser,
    accountId,
    await must("perl", ["-e", crypt], { input: `${password}\n${salt}\n` }),
  );
  upper.file(`etc/sudoers.d/${installerUser}`, `${installerUser} ALL=(ALL) ALL\n`, 0o440);
}

/** A host as if it had never been: its disk, its stores, its identity. It must not be running. */
export function wipeHost(lab: LabPaths, host: string): void {
  const paths = hostPaths(lab, host);
  // renamed first: a wipe that is killed half-way must not leave half a disk under the real name
  const gone = `${paths.upper}.new`;
  rmSync(gone, { recursive: true, force: true });
  if (existsSync(paths.upper)) renameSync(paths.upper, gone);
  rmSync(paths.dir, { recursive: true, force: true });
}
