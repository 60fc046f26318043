import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Endpoint {
  host: string;
  port?: number;
  user?: string;
  password?: string;
  privateKey?: string;
  privateKeyPassword?: string;
  agentSocketPath?: string;
  dialErrorLimit?: number;
  perDialTimeout?: number;
  hostKey?: string;
}
export interface Connection extends Endpoint {
  proxy?: Endpoint;
}

export interface SshFolder {
  config: string;
  control: string;
  /** What the ssh program needs to answer a question for a password by itself. */
  env: Record<string, string>;
  remove(): void;
}

/** The longest path a unix socket can have is about 107 bytes, and ssh adds 17 while it makes one. */
const LONGEST_FOLDER = 60;

/** Everything ssh has to know, in a private folder: keys and settings are never on a command line. */
export function sshFolder(connection: Connection, sendEnv: string[]): SshFolder {
  const base = tmpdir().length > LONGEST_FOLDER ? "/tmp" : tmpdir();
  const folder = mkdtempSync(join(base, "logstead-ssh-"));
  const write = (name: string, content: string, mode = 0o600): string => {
    const file = join(folder, name);
    writeFileSync(file, content.endsWith("\n") ? content : `${content}\n`, { mode });
    return file;
  };
  try {
    const endpoints = { target: connection, ...(connection.proxy && { proxy: connection.proxy }) };
    const hosts = Object.entries(endpoints).map(([alias, endpoint]) =>
      hostSection(alias, endpoint, write, connection.proxy !== undefined && alias === "target"),
    );
    const config = write("config", [...hosts, sendEnvLines(sendEnv)].join("\n"));
    const passwords = [connection, ...(connection.proxy ? [connection.proxy] : [])];
    const env = askpass(passwords, write);
    return {
      config,
      control: join(folder, "control"),
      env,
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Named here and not with the command, since the connection that is shared has to know them, too. */
function sendEnvLines(names: string[]): string {
  const bad = names.find((name) => !/^\w+$/.test(name));
  if (bad !== undefined)
    throw new Error(`could not set environment variable "${bad}": ssh does not take the name`);
  return ["Host target", ...names.map((name) => `  SendEnv ${name}`)].join("\n");
}

type Write = (name: string, content: string, mode?: number) => string;

function hostSection(alias: string, endpoint: Endpoint, write: Write, proxied: boolean): string {
  const asks = endpoint.password !== undefined || endpoint.privateKeyPassword !== undefined;
  const agent = endpoint.agentSocketPath ?? process.env.SSH_AUTH_SOCK;
  const port = Math.trunc(endpoint.port ?? 22);
  const settings: Record<string, string> = {
    HostName: word("host", endpoint.host),
    Port: String(port),
    User: word("user", endpoint.user ?? "root"),
    IdentityFile: endpoint.privateKey ? write(`${alias}.key`, endpoint.privateKey) : "none",
    IdentitiesOnly: agent ? "no" : "yes",
    IdentityAgent: agent ? word("agentSocketPath", agent) : "none",
    BatchMode: asks ? "no" : "yes",
    NumberOfPasswordPrompts: "1",
    ConnectTimeout: endpoint.perDialTimeout === 0 ? "none" : String(endpoint.perDialTimeout ?? 15),
    GlobalKnownHostsFile: "/dev/null",
    UpdateHostKeys: "no",
    LogLevel: "ERROR",
    ...hostKeySettings(alias, endpoint, port, write),
    ...(proxied && { ProxyJump: "proxy" }),
  };
  const lines = Object.entries(settings).map(([key, value]) => `  ${key} ${value}`);
  return [`Host ${alias}`, ...lines].join("\n");
}

/** As the official provider documents: a host key that is given is enforced, none means any is taken. */
function hostKeySettings(
  alias: string,
  endpoint: Endpoint,
  port: number,
  write: Write,
): Record<string, string> {
  if (endpoint.hostKey === undefined) return { StrictHostKeyChecking: "no", UserKnownHostsFile: "/dev/null" };
  const [type = "", key = ""] = endpoint.hostKey.trim().split(/\s+/);
  if (!/^[\w@.-]+$/.test(type) || !/^[\w+/=]+$/.test(key)) throw new Error("failed to parse host key");
  return {
    StrictHostKeyChecking: "yes",
    HostKeyAlgorithms: type === "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256,ssh-rsa" : type,
    UserKnownHostsFile: write(`${alias}.hosts`, `[${endpoint.host}]:${port},${endpoint.host} ${type} ${key}`),
  };
}

function word(name: string, value: string): string {
  if (!/^[^\s"'%\\#]+$/.test(value))
    throw new Error(`connection: ${name} has a character that ssh does not take`);
  return value;
}

function askpass(endpoints: Endpoint[], write: Write): Record<string, string> {
  const passphrase = endpoints.find((endpoint) => endpoint.privateKeyPassword)?.privateKeyPassword;
  const password = endpoints.find((endpoint) => endpoint.password)?.password;
  if (passphrase === undefined && password === undefined) return {};
  const script = `#!/bin/sh
case "$1" in *passphrase*) printf '%s\\n' "$LOGSTEAD_PASSPHRASE" ;; *) printf '%s\\n' "$LOGSTEAD_PASSWORD" ;; esac
`;
  return {
    SSH_ASKPASS: write("askpass", script, 0o700),
    SSH_ASKPASS_REQUIRE: "force",
    LOGSTEAD_PASSPHRASE: passphrase ?? "",
    LOGSTEAD_PASSWORD: password ?? "",
  };
}
