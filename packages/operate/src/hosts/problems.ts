import { type Problem, problem } from "@logstead/base";
import { ipOf, type SiteHost, sshKnownHosts } from "@logstead/inventory";

interface Failed {
  code: number;
  stdout: string;
  stderr: string;
}

/** What the words of ssh, sudo and the system mean for whoever reads them: code, sentence and what to do. */
const known: { says: RegExp; way?: true; code: string; message: string; fix(host: SiteHost): string }[] = [
  {
    says: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/,
    way: true,
    code: "host-key-changed",
    message: "answers with another host key than the known one",
    fix: (host) => {
      const file = sshKnownHosts(host);
      const forget = `ssh-keygen -R ${ipOf(host.settings.address)}${file ? ` -f ${file}` : ""}`;
      return `if the machine was installed anew: ${forget}   then ./logstead bootstrap ${host.name}`;
    },
  },
  {
    says: /Host key verification failed|No \S+ host key is known/,
    way: true,
    code: "host-key-unknown",
    message: "has a host key that nobody has confirmed",
    fix: (host) => `./logstead bootstrap ${host.name}`,
  },
  {
    says: /No route to host|Connection timed out|Connection refused|Network is unreachable|Could not resolve|timed out|kex_exchange|Connection (closed|reset)|nsenter: cannot open/,
    way: true,
    code: "host-unreachable",
    message: "does not answer",
    fix: (host) =>
      `switch it on, or see: ssh -p ${host.settings.ssh.port} ${host.settings.ssh.user}@${ipOf(host.settings.address)}`,
  },
  {
    says: /Permission denied/,
    way: true,
    code: "host-login-refused",
    message: "lets nobody in with what was given",
    fix: (host) => `./logstead bootstrap ${host.name}   makes the deploy user and authorises its key`,
  },
  {
    says: /sudo: (a password is required|a terminal is required|sorry)|(Missing|Incorrect) sudo password|is not in the sudoers|sudo: (not found|command not found)|sudo: command/,
    code: "host-no-sudo",
    message: "does not let its deploy user become root",
    fix: (host) => `./logstead bootstrap ${host.name}`,
  },
  {
    says: /No space left on device|ENOSPC|Disk quota exceeded|MiB are free for \S+, \d+ are needed/,
    code: "host-disk-full",
    message: "has no space left on a disk",
    fix: () => "free some space: df -h; journalctl --vacuum-size=200M; apt-get clean",
  },
  {
    says: /[Aa]ddress already in use|port is already allocated|port \d+\/\w+ on \S+ is held by/,
    code: "host-port-taken",
    message: "has another program on a port that is needed",
    fix: (host) =>
      `see which: ssh ${host.name} sudo ss -ltnup   then stop it, or set another port in the inventory`,
  },
];

/** A failed command of a host as a problem: which host, what was tried, what it means and what to do. */
export function sshProblem(host: SiteHost, what: string, failed: Failed): Problem {
  const said = `${failed.stderr}\n${failed.stdout}`;
  const found = known.find(({ says }) => says.test(said));
  const place = `hosts.${host.name}`;
  const got = lastLines(failed.stderr.trim() || failed.stdout, 6) || `exit ${failed.code}`;
  if (!found) return problem("host-command", `${host.name}: ${what} failed`, { path: place, got });
  return problem(found.code, `${host.name} ${found.message} (${what})`, {
    path: place,
    got,
    fix: found.fix(host),
  });
}

/**
 * What a task's message means; undefined where it is nothing well known. Words about the way to a host count
 * only where it could not be reached: a service that refuses a connection is another matter.
 */
export function knownFix(
  host: SiteHost,
  text: string,
  reached: boolean,
): { code: string; fix: string } | undefined {
  const found = known.find(({ says, way }) => !(reached && way) && says.test(text));
  return found && { code: found.code, fix: found.fix(host) };
}

const lastLines = (text: string, count: number) =>
  text.trimEnd().split("\n").slice(-count).join("\n        ");
