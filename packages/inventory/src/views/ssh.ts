import { stateDir } from "@logstead/base";
import { ipOf } from "@logstead/fields";
import type { SiteHost } from "../site/types.ts";

/** `state:PATH` in a text of the inventory stands for a file in Logstead's state folder. */
const inState = (text: string) => text.replace(/\bstate:([\w./-]+)/g, (_, path: string) => stateDir(path));

/** The private key's file of a host, where the inventory names one. */
export const sshIdentity = ({ settings }: SiteHost): string | undefined =>
  settings.ssh.identity && inState(settings.ssh.identity);

/** The file of known host keys, where the inventory names one. */
export const sshKnownHosts = ({ settings }: SiteHost): string | undefined =>
  settings.ssh.knownHosts && inState(settings.ssh.knownHosts);

/** ssh's options for a host, as `Name=value`. Host keys are always checked; a key that is named is the only one tried. */
export function sshOptions(host: SiteHost): Record<string, string> {
  const { proxyCommand } = host.settings.ssh;
  const knownHosts = sshKnownHosts(host);
  return {
    StrictHostKeyChecking: "yes",
    ...(knownHosts !== undefined && { UserKnownHostsFile: knownHosts }),
    ...(sshIdentity(host) !== undefined && { IdentitiesOnly: "yes" }),
    ...(proxyCommand && { ProxyCommand: inState(proxyCommand) }),
  };
}

/** The arguments of `ssh` that reach a host, as its deploy user unless said, up to the command. */
export function sshArgs(host: SiteHost, user = host.settings.ssh.user): string[] {
  const { settings } = host;
  const identity = sshIdentity(host);
  return [
    ...Object.entries(sshOptions(host)).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...(identity ? ["-i", identity] : []),
    ...["-p", String(settings.ssh.port), "-l", user, ipOf(settings.address)],
  ];
}
