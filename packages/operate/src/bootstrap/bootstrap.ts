import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { ExitCode, type Problem, ProblemError, problem } from "@logstead/base";
import { type Ran, run } from "@logstead/base/process";
import { type SiteHost, sshIdentity } from "@logstead/inventory";
import { sshProblem } from "../hosts/problems.ts";
import { onHost } from "../hosts/ssh.ts";
import { askpass } from "./askpass.ts";
import { hostKeyKnown, offeredHostKey, otherHostKey, rememberHostKey } from "./host-key.ts";
import { readyScript } from "./script.ts";

export interface BootstrapOptions {
  /** The account that exists already, such as the one Debian's installer made. */
  as: string;
  /** An existing key of that account; what ssh itself would use by default. */
  key?: string | undefined;
  /** Called when a password is needed: for the login, and for sudo unless that asks for none. */
  password(host: SiteHost): Promise<string | undefined>;
  /** Decides whether a key seen for the first time is the machine's own. */
  confirmHostKey(host: SiteHost, fingerprint: string): Promise<boolean>;
  /** The fingerprint that is expected; then nobody is asked. */
  hostKey?: string | undefined;
}

export interface BootstrapStep {
  what: "host key" | "packages" | "account" | "key" | "sudo" | "login";
  status: "ok" | "changed";
}

export interface Bootstrapped {
  host: string;
  user: string;
  steps: BootstrapStep[];
}

/** Makes a bare machine ready for the playbooks: known host key, deploy user, its key, sudo, Python. Safe to repeat. */
export async function bootstrapHost(host: SiteHost, options: BootstrapOptions): Promise<Bootstrapped> {
  const { user } = host.settings.ssh;
  const steps: BootstrapStep[] = [{ what: "host key", status: await knowHost(host, options) }];
  const before = await deployLogin(host);
  if (before.code !== 0) {
    const told = sshProblem(host, "looking whether it is ready", before);
    if (told.code === "host-unreachable" || told.code === "host-key-changed") throw new ProblemError(told);
    steps.push(...(await makeReady(host, options)));
    const after = await deployLogin(host);
    if (after.code !== 0) throw new ProblemError(sshProblem(host, `logging in as ${user}`, after));
  }
  steps.push({ what: "login", status: "ok" });
  return { host: host.name, user, steps };
}

/** Whether the deploy user gets in, may become root, and finds Python: all that the playbooks need. */
const deployLogin = (host: SiteHost) => onHost(host, "sudo -n true && python3 --version");

async function knowHost(host: SiteHost, options: BootstrapOptions): Promise<BootstrapStep["status"]> {
  if (await hostKeyKnown(host)) return "ok";
  const offered = await offeredHostKey(host);
  const { hostKey } = options;
  if (hostKey !== undefined && hostKey !== offered.fingerprint)
    throw otherHostKey(host, offered.fingerprint, hostKey);
  if (hostKey === undefined && !(await options.confirmHostKey(host, offered.fingerprint)))
    throw new ProblemError(
      problem("host-key-unknown", `${host.name} shows a host key that nobody has confirmed`, {
        path: `hosts.${host.name}`,
        got: offered.fingerprint,
        fix: `compare it with the one at its console (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then add: --host-key ${offered.fingerprint}`,
      }),
    );
  rememberHostKey(host, offered);
  return "changed";
}

async function makeReady(host: SiteHost, options: BootstrapOptions): Promise<BootstrapStep[]> {
  const script = readyScript({ user: host.settings.ssh.user, publicKey: await publicKey(host) });
  const before = options.key === undefined ? [] : ["-i", options.key, "-o", "IdentitiesOnly=yes"];
  const login = { user: options.as, before };
  const key = await onHost(host, become("-n"), { ...login, input: script });
  const ran =
    key.code === 0 || !/Permission denied|password is required|terminal is required/.test(key.stderr)
      ? key
      : await withPassword(host, options, login, script, key);
  if (ran.code !== 0) throw new ProblemError(sshProblem(host, `making it ready as ${options.as}`, ran));
  return ran.stdout.split("\n").flatMap((line) => {
    const [, status = "", what = ""] = /^(ok|changed) (\w+)/.exec(line) ?? [];
    return status ? [{ what, status } as BootstrapStep] : [];
  });
}

async function withPassword(
  host: SiteHost,
  options: BootstrapOptions,
  login: { user: string; before: string[] },
  script: string,
  refused: Ran,
): Promise<Ran> {
  const password = await options.password(host);
  if (password === undefined)
    throw new ProblemError({
      ...sshProblem(host, `logging in as ${options.as}`, refused),
      fix: `give the password of ${options.as}: --password-stdin or LOGSTEAD_BOOTSTRAP_PASSWORD, or an existing key: --key FILE`,
    });
  return askpass(password, async (env) => {
    const asked = ["-o", "BatchMode=no", "-o", "NumberOfPasswordPrompts=1"];
    const how = { ...login, before: [...login.before, ...asked], env };
    // asked first: a sudo that wants no password would leave it to the shell as a command
    const free = await onHost(host, become("-n", "true"), how);
    if (free.code === 255) throw new ProblemError(refusedPassword(host, options.as, free));
    const input = free.code === 0 ? script : `${password}\n${script}`;
    const ran = await onHost(host, free.code === 0 ? become("-n") : become("-S -k -p ''"), { ...how, input });
    if (/incorrect password|Sorry, try again|no password was provided/.test(ran.stderr))
      throw new ProblemError(refusedPassword(host, options.as, ran));
    return ran;
  });
}

const refusedPassword = (host: SiteHost, user: string, ran: Ran): Problem => {
  const told = sshProblem(host, `logging in as ${user}`, ran);
  const wrong = /Permission denied|password|try again/.test(ran.stderr);
  return wrong ? { ...told, fix: `the password of ${user} on ${host.name} is another one` } : told;
};

/** As root: directly, or by sudo. */
const become = (how: string, command = "sh -s") =>
  `if [ "$(id -u)" = 0 ]; then exec ${command}; else exec sudo ${how} -- ${command}; fi`;

/** The key that the deploy user is opened with: the inventory's, else ssh's own, made where there is none. */
export async function publicKey(host: SiteHost): Promise<string> {
  const named = sshIdentity(host);
  const defaults = ["id_ed25519", "id_ecdsa", "id_rsa"].map((name) => join(homedir(), ".ssh", name));
  const file = named ?? defaults.find((path) => existsSync(`${path}.pub`)) ?? (defaults[0] as string);
  if (!existsSync(`${file}.pub`)) {
    if (existsSync(file)) {
      const { code, stdout } = await run("ssh-keygen", ["-y", "-P", "", "-f", file]);
      if (code === 0) return stdout.trim();
      throw new ProblemError(
        problem("no-public-key", "the public half of the key is not there", {
          file: `${file}.pub`,
          fix: `ssh-keygen -y -f ${file} > ${file}.pub`,
        }),
        ExitCode.problems,
      );
    }
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "logstead", "-f", file]);
  }
  return readFileSync(`${file}.pub`, "utf8").trim();
}
