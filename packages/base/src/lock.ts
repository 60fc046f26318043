import { createHash } from "node:crypto";
import { createConnection, createServer, type Server } from "node:net";

/*
 * A lock is an abstract unix socket: the kernel frees it with its holder, however that dies, so it is
 * never stale and leaves no file. Whoever connects is told the owner and is woken by the close.
 */
const address = (name: string) =>
  `\0logstead-${process.getuid?.() ?? 0}-${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;

function tryListen(name: string, owner: string): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.on("error", () => {}).write(owner));
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? done(undefined) : fail(error),
    );
    server.listen(address(name), () => done(server));
  });
}

/** Runs `work` while holding the lock; waits for another holder to end, telling `onWait` who that is. */
export async function withLock<T>(
  name: string,
  work: () => Promise<T>,
  options: { onWait?: (owner: string) => void; owner?: string } = {},
): Promise<T> {
  const owner = options.owner ?? `pid ${process.pid}: ${process.argv.slice(2).join(" ")}`;
  for (let told = false; ; ) {
    const server = await tryListen(name, owner);
    if (server) {
      const held = new Set<{ destroy(): void }>();
      server.on("connection", (socket) => held.add(socket));
      try {
        return await work();
      } finally {
        for (const socket of held) socket.destroy();
        await new Promise((closed) => server.close(closed));
      }
    }
    await released(name, (who) => {
      if (!told) options.onWait?.(who);
      told = true;
    });
  }
}

function released(name: string, onOwner: (owner: string) => void): Promise<void> {
  return new Promise((done) => {
    const socket = createConnection(address(name));
    socket.on("data", (data) => onOwner(data.toString()));
    socket.on("error", () => {});
    socket.on("close", () => done());
  });
}

/** Who holds the lock now, or undefined. */
export function lockOwner(name: string): Promise<string | undefined> {
  return new Promise((done) => {
    const socket = createConnection(address(name));
    socket.on("data", (data) => {
      done(data.toString());
      socket.destroy();
    });
    socket.on("error", () => done(undefined));
    socket.on("close", () => done(undefined));
  });
}
