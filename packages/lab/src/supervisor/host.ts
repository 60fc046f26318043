import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { freshCgroup, removeCgroup } from "../cgroups.ts";
import { openLab } from "../config.ts";
import { hostPaths, type LabPaths } from "../paths.ts";
import type { LabHost } from "../plan.ts";
import { launch } from "./launch.ts";
import type { HostReport, HostState } from "./protocol.ts";

/** Under --keep-unit nspawn cannot boot a rebooting host again by itself and ends with this status. */
const rebooting = 133;
const stopTimeoutMs = 20_000;

/** Keeps one host running: boots it, boots it again when it reboots itself, and ends it. */
export class HostProcess {
  readonly host: LabHost;
  private readonly lab: LabPaths;
  private readonly cgroup: string;
  private child: ChildProcess | undefined;
  private state: HostState = "off";
  private boots = 0;
  private since: number | undefined;
  private exit: string | undefined;
  private ended: Promise<void> = Promise.resolve();

  constructor(lab: LabPaths, host: LabHost) {
    this.lab = lab;
    this.host = host;
    this.cgroup = join(lab.cgroup, `host-${host.name}`);
  }

  report(): HostReport {
    return {
      name: this.host.name,
      state: this.state,
      boots: this.boots,
      ...(this.since !== undefined && { since: this.since }),
      ...(this.exit !== undefined && { exit: this.exit }),
    };
  }

  async start(): Promise<void> {
    if (this.state === "stopping") await this.ended;
    if (this.state === "running") return;
    this.state = "running";
    this.exit = undefined;
    this.ended = this.keepRunning().catch((error: Error) => {
      this.state = "failed";
      this.exit = error.message;
    });
  }

  /** Orderly, as with a power button; by force when that takes too long. */
  async stop(): Promise<void> {
    if (this.state === "running") {
      this.state = "stopping";
      this.child?.kill("SIGTERM");
      const force = setTimeout(() => void removeCgroup(this.cgroup).catch(() => {}), stopTimeoutMs);
      await this.ended;
      clearTimeout(force);
    } else await this.ended;
  }

  private async keepRunning(): Promise<void> {
    for (;;) {
      await freshCgroup(this.cgroup);
      const status = this.state === "stopping" ? 0 : await this.boot();
      if (status === rebooting && this.state === "running") continue;
      await removeCgroup(this.cgroup);
      const asked = this.state === "stopping" || status === 0;
      if (!asked) this.exit = `nspawn ended with ${status}`;
      this.state = asked ? "off" : "failed";
      return;
    }
  }

  private boot(): Promise<number | string> {
    // read anew: what a host sees of this machine may have changed since it booted last
    const config = openLab(this.lab.name).started;
    const { program, args, env } = launch(this.lab, config, this.host, this.cgroup);
    const console = openSync(hostPaths(this.lab, this.host.name).console, "a", 0o600);
    this.boots++;
    this.since = Date.now();
    const child = spawn(program, args, { env, stdio: ["ignore", console, console] });
    closeSync(console);
    this.child = child;
    return new Promise((done) => {
      child.once("error", (error) => done(error.message));
      child.once("exit", (code, signal) => done(code ?? signal ?? "nothing"));
    });
  }
}
