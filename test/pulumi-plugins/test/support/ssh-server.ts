import { spawn } from "node:child_process";
import { createConnection } from "node:net";
import ssh2 from "ssh2";

export interface SshServer {
  port: number;
  hostKey: string;
  /** A key that is let in. */
  privateKey: string;
  password: string;
  /** How many connections came, and how many of them logged in. */
  seen: { connections: number; logins: number };
  /** Refuses that many connections first. */
  refuse(count: number): void;
  close(): Promise<void>;
}

const PASSWORD = "open sesame";

/** An SSH server on loopback that runs commands as this user; takes variables as `AcceptEnv` would. */
export async function startSshServer(acceptEnv: RegExp): Promise<SshServer> {
  const host = keyPair();
  const user = keyPair();
  const allowed = ssh2.utils.parseKey(user.public);
  if (allowed instanceof Error) throw allowed;
  const seen = { connections: 0, logins: 0 };
  const open = new Set<{ end(): void }>();
  let refusals = 0;

  const server = new ssh2.Server({ hostKeys: [host.private] }, (client) => {
    seen.connections++;
    open.add(client);
    client.on("error", () => {}).on("close", () => open.delete(client));
    if (refusals > 0) {
      refusals--;
      client.end();
      return;
    }
    client.on("authentication", (context) => {
      if (context.method === "password" && context.password === PASSWORD) return context.accept();
      if (context.method !== "publickey") return context.reject(["publickey", "password"]);
      const known = context.key.data.equals(allowed.getPublicSSH());
      const proven =
        !context.signature ||
        allowed.verify(context.blob ?? "", context.signature, context.hashAlgo) === true;
      return known && proven ? context.accept() : context.reject(["password"]);
    });
    client.on("ready", () => {
      seen.logins++;
      client.on("session", (accept) => serveSession(accept(), acceptEnv));
      client.on("tcpip", (accept, _reject, { destIP, destPort }) => {
        const socket = createConnection(destPort, destIP);
        const channel = accept();
        socket.on("error", () => channel.end());
        channel.pipe(socket).pipe(channel);
      });
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as { port: number }).port,
    hostKey: host.public,
    privateKey: user.private,
    password: PASSWORD,
    seen,
    refuse(count) {
      refusals = count;
    },
    close: () =>
      new Promise((done) => {
        for (const client of open) client.end();
        server.close(() => done());
      }),
  };
}

function serveSession(session: ssh2.Session, acceptEnv: RegExp): void {
  const env: Record<string, string> = {};
  session.on("env", (accept, _reject, { key, val }) => {
    if (acceptEnv.test(key)) env[key] = val;
    accept?.();
  });
  session.on("exec", (accept, _reject, { command }) => {
    const channel = accept();
    const child = spawn("/bin/sh", ["-c", command], {
      env: { PATH: process.env.PATH, ...env },
      detached: true,
    });
    channel.pipe(child.stdin);
    child.stdin.on("error", () => {});
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    channel.on("close", () => child.exitCode === null && child.pid && process.kill(-child.pid, "SIGKILL"));
    child.on("close", (code) => {
      channel.exit(code ?? 255);
      channel.end();
    });
  });
}

/** About one in 250 pairs that ssh2 makes cannot be read, by itself either; such a pair is made again. */
function keyPair(): { private: string; public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519");
    const read = [pair.private, pair.public].map((key) => ssh2.utils.parseKey(key));
    if (!read.some((key) => key instanceof Error)) return pair;
  }
}
