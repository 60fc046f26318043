import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ProblemError, problem } from "@logstead/base";
import { run } from "@logstead/base/process";
import { ipOf, type SiteHost, sshArgs, sshKnownHosts } from "@logstead/inventory";
import { sshProblem } from "../hosts/problems.ts";

/** The file in which ssh looks for this host's key. */
const knownHostsFile = (host: SiteHost) => sshKnownHosts(host) ?? join(homedir(), ".ssh/known_hosts");

/** How ssh names a host in that file: with the port where it is not 22. */
function nameOf(host: SiteHost): string {
  const { address, ssh } = host.settings;
  return ssh.port === 22 ? ipOf(address) : `[${ipOf(address)}]:${ssh.port}`;
}

/** Whether a key of this host is known; whether it is the right one, ssh checks at each login. */
export async function hostKeyKnown(host: SiteHost): Promise<boolean> {
  const files = [knownHostsFile(host), ...(sshKnownHosts(host) ? [] : ["/etc/ssh/ssh_known_hosts"])];
  for (const file of files)
    if (existsSync(file) && (await run("ssh-keygen", ["-F", nameOf(host), "-f", file])).code === 0)
      return true;
  return false;
}

export interface OfferedKey {
  /** `SHA256:…`, as `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` shows it at the machine's console. */
  fingerprint: string;
  /** Lines of known_hosts. */
  lines: string;
}

/** The key that the machine at this address shows. Nothing is logged in to and nothing is believed yet. */
export async function offeredHostKey(host: SiteHost): Promise<OfferedKey> {
  const folder = mkdtempSync(join(tmpdir(), "logstead-host-key-"));
  const file = join(folder, "known_hosts");
  try {
    // in front, since ssh takes the first value of an option
    const before = ["StrictHostKeyChecking=accept-new", `UserKnownHostsFile=${file}`, "HashKnownHosts=no"];
    const quiet = ["BatchMode=yes", "PreferredAuthentications=none", "LogLevel=ERROR", "ConnectTimeout=8"];
    const options = [...before, "GlobalKnownHostsFile=/dev/null", ...quiet].flatMap((option) => [
      "-o",
      option,
    ]);
    const ran = await run("ssh", ["-T", ...options, ...sshArgs(host), "true"]);
    const lines = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (lines === "") throw new ProblemError(sshProblem(host, "asking for its host key", ran));
    const { stdout } = await run("ssh-keygen", ["-lf", file]);
    return { fingerprint: /SHA256:\S+/.exec(stdout)?.[0] ?? "", lines };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function rememberHostKey(host: SiteHost, { lines }: OfferedKey): void {
  const file = knownHostsFile(host);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // whole lines in one write: ssh itself appends to this file, too
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  appendFileSync(file, `${before === "" || before.endsWith("\n") ? "" : "\n"}${lines}`, { mode: 0o600 });
}

export const otherHostKey = (host: SiteHost, offered: string, wanted: string) =>
  new ProblemError(
    problem("host-key-other", `${host.name} shows another host key than the one that was given`, {
      path: `hosts.${host.name}`,
      got: offered,
      want: wanted,
      fix: `compare at its console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`,
    }),
  );
