import { createHash } from "node:crypto";
import { createConnection, createServer, type Server } from "node:net";
import { ProblemError, problem } from "@logstead/base";
import type { Lab } from "./config.ts";
import { labReset } from "./down.ts";
import type { LabHost, LabRole } from "./plan.ts";

export interface Lease {
  hosts: LabHost[];
  release(): Promise<void>;
}

export interface LeaseOptions {
  /** Only hosts that have all of these roles. */
  roles?: LabRole[];
  /** Only these hosts. */
  among?: string[];
  /** Hands the hosts out as new. */
  fresh?: boolean;
  signal?: AbortSignal;
  onWait?: (owners: string[]) => void;
}

/**
 * Takes hosts out of the pool for one user, all or none; waits for others to give theirs back. A
 * lease is an abstract socket: the kernel takes it back from whoever dies.
 */
export async function leaseHosts(lab: Lab, count: number, options: LeaseOptions = {}): Promise<Lease> {
  const { roles = [], among, signal } = options;
  const pool = lab.started.plan.hosts.filter(
    (h) => roles.every((role) => h.roles.includes(role)) && (!among || among.includes(h.name)),
  );
  if (pool.length < count)
    throw new ProblemError(
      problem("lab-lease", "the lab has not that many hosts", {
        got: `${count} asked for${roles.length ? ` with ${roles.join(", ")}` : ""}`,
        want: `at most ${pool.length}`,
      }),
      2,
    );
  for (let told = false; ; told = true) {
    const held = new Map<LabHost, Server>();
    const busy: LabHost[] = [];
    for (const host of pool) {
      if (held.size === count) break;
      const server = await take(address(lab, host));
      if (server) held.set(host, server);
      else busy.push(host);
    }
    const release = async () => void (await Promise.all([...held.values()].map(close)));
    if (held.size === count) {
      const hosts = [...held.keys()];
      if (options.fresh)
        await labReset({ name: lab.name, hosts: hosts.map((h) => h.name) }).catch(async (error) => {
          await release();
          throw error;
        });
      return { hosts, release };
    }
    // none is kept while waiting: two users that each hold one and want another would wait for ever
    await release();
    if (!told) options.onWait?.(busy.map((h) => h.name));
    signal?.throwIfAborted();
    const enough = new AbortController();
    await Promise.race(busy.map((host) => given(address(lab, host), enough.signal, signal)));
    enough.abort();
  }
}

/** Runs `work` with leased hosts and gives them back, however it ends. */
export async function withHosts<T>(
  lab: Lab,
  count: number,
  work: (hosts: LabHost[]) => Promise<T>,
  options: LeaseOptions = {},
): Promise<T> {
  const lease = await leaseHosts(lab, count, options);
  try {
    return await work(lease.hosts);
  } finally {
    await lease.release();
  }
}

const address = (lab: Lab, host: LabHost) =>
  `\0logstead-lease-${createHash("sha256").update(`${lab.dir} ${host.name}`).digest("hex").slice(0, 32)}`;

const waiters = new WeakMap<Server, Set<{ destroy(): void }>>();

function take(path: string): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => waiters.get(server)?.add(socket.on("error", () => {})));
    waiters.set(server, new Set());
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? done(undefined) : fail(error),
    );
    // a lease alone keeps no program running
    server.listen(path, () => done(server.unref()));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((closed) => {
    server.close(() => closed());
    for (const socket of waiters.get(server) ?? []) socket.destroy();
  });
}

/** Waits until the holder gives the lease back: the kernel then closes the connection. */
function given(path: string, ...signals: (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((done) => {
    const socket = createConnection(path);
    for (const signal of signals) signal?.addEventListener("abort", () => socket.destroy(), { once: true });
    socket.on("error", () => {});
    socket.on("close", () => done());
    socket.resume();
  });
}
