import type { LabPort } from "../plan.ts";

/** Raised when requests or answers change: a lab that is up may have been started by another version. */
export const protocol = 1;

export type HostState = "off" | "running" | "stopping" | "failed";

export interface HostReport {
  name: string;
  state: HostState;
  /** How often it booted since the lab was started; a host that reboots itself counts again. */
  boots: number;
  /** Milliseconds since 1970 of the last boot. */
  since?: number;
  /** How the last run ended, where it was not asked for. */
  exit?: string;
}

export interface Forward extends LabPort {
  /** The loopback port of this machine. */
  local: number;
}

export interface LabReport {
  protocol: number;
  /** In milliseconds since 1970. */
  started: number;
  hosts: HostReport[];
  forwards: Forward[];
  packages: Record<string, number>;
}

export type Request =
  | { op: "report" }
  | { op: "start"; hosts: string[] }
  | { op: "stop"; hosts: string[] }
  | { op: "open"; ports: LabPort[] }
  | { op: "quit" };

export type Answer = { report: LabReport } | { error: string };
