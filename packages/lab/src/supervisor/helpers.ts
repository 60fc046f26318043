import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { packageCache } from "../base-image.ts";
import type { LabConfig } from "../config.ts";
import { packagePort } from "../host-files.ts";
import { inNetwork } from "../network.ts";
import { packageProxy } from "../package-proxy.ts";
import { hostPaths, type LabPaths } from "../paths.ts";
import type { LabPort } from "../plan.ts";
import { until } from "../run.ts";
import type { Forward } from "./protocol.ts";

/*
 * What the hosts need around them. Unix sockets belong to no network, so each way between the lab's
 * network and this machine's is a relay inside and a socket file: there is never a route.
 */

/** A program inside the lab's network; started again when it ends, unless it ends at once each time. */
function keepInside(lab: LabPaths, argv: string[], tries = 10): void {
  const [program = "", ...args] = [...inNetwork(lab), ...argv];
  const begin = Date.now();
  spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] }).once("exit", () => {
    const left = Date.now() - begin > 10_000 ? 10 : tries - 1;
    if (left > 0) setTimeout(() => keepInside(lab, argv, left), 200);
  });
}

const relay = (lab: LabPaths, from: string, to: string) => keepInside(lab, ["socat", from, to]);

/** The other sides of the channels that alerts go to. */
export function offerInbox(lab: LabPaths, config: LabConfig): void {
  const server = join(import.meta.dirname, "../inbox/serve.ts");
  const node = [process.execPath, "--disable-warning=ExperimentalWarning"];
  keepInside(lab, [...node, server, config.plan.network.bridge, lab.inbox]);
}

/** The package proxy here, offered on the bridge. */
export async function offerPackages(lab: LabPaths, config: LabConfig) {
  const proxy = packageProxy(config.base.sources, packageCache());
  rmSync(lab.packages, { force: true });
  await new Promise<void>((listening, failed) => {
    proxy.server.once("error", failed);
    proxy.server.listen(lab.packages, listening);
  });
  const address = `TCP-LISTEN:${packagePort},bind=${config.plan.network.bridge},fork,reuseaddr`;
  relay(lab, address, `UNIX-CONNECT:${lab.packages}`);
  return proxy;
}

/**
 * The folder a Windows machine shares: through FUSE without caching, so that the host sees what is
 * changed behind it at once but gets no inotify event for it, as under WSL2.
 */
export async function shareWindowsFolder(lab: LabPaths, host: string): Promise<void> {
  const { backing, view } = hostPaths(lab, host).windows;
  if (readFileSync("/proc/self/mountinfo", "utf8").includes(` ${view} `)) return;
  for (const dir of [backing, view]) mkdirSync(dir, { recursive: true });
  const options = "fsname=F:,subtype=drvfs,attr_timeout=0,entry_timeout=0";
  const bindfs = spawn("bindfs", ["-f", "-o", options, backing, view], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const mounted = () => readFileSync("/proc/self/mountinfo", "utf8").includes(` ${view} `) || undefined;
  if (!(await until(() => (bindfs.exitCode !== null ? false : mounted()), 10_000, 20)))
    throw new Error(`bindfs could not mount ${view}`);
}

/** Forwards pages of the lab to loopback ports: the same number where it is free, else any. */
export class Forwards {
  readonly open: Forward[] = [];
  private readonly lab: LabPaths;
  private readonly config: LabConfig;

  constructor(lab: LabPaths, config: LabConfig) {
    this.lab = lab;
    this.config = config;
  }

  async add(port: LabPort): Promise<void> {
    if (this.open.some((f) => f.host === port.host && f.port === port.port)) return;
    const address = this.config.plan.hosts.find((h) => h.name === port.host)?.address;
    if (!address) throw new Error(`no host ${port.host}`);
    const socket = join(this.lab.dir, `${port.host}-${port.port}.sock`);
    rmSync(socket, { force: true });
    relay(this.lab, `UNIX-LISTEN:${socket},fork,mode=0600,unlink-early`, `TCP:${address}:${port.port}`);
    await until(() => existsSync(socket) || undefined, 5_000, 20);
    const local = (await this.listen(port.port, socket)) ?? (await this.listen(0, socket));
    if (local !== undefined) this.open.push({ ...port, local });
  }

  private listen(port: number, socket: string): Promise<number | undefined> {
    const server: Server = createServer((client: Socket) => {
      const inside = createConnection(socket);
      client.on("error", () => inside.destroy()).pipe(inside);
      inside.on("error", () => client.destroy()).pipe(client);
    });
    return new Promise((done) => {
      server.once("error", () => done(undefined));
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        done(typeof address === "object" ? address?.port : undefined);
      });
    });
  }
}
