import { type Started, start } from "@logstead/base/process";
import type { SiteHost } from "@logstead/inventory";
import { sshCommand } from "./ssh.ts";

/** A command line that runs on a host for as long as it is talked to, as its deploy user. */
export const connect = (host: SiteHost, command: string): Started => start("ssh", sshCommand(host, command));
