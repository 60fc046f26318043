import type { Severity } from "./engine.ts";
import type { Properties } from "./values.ts";

export interface CheckFailure {
  property: string;
  reason: string;
}

/** What every operation is given. Properties come as they travel, secrets and unknowns included. */
export interface Operation {
  id: string;
  /** The name the program gave the resource. */
  name: string;
  urn: string;
  inputs: Properties;
  /** The state before this operation; empty for a create. */
  state: Properties;
  /** In a preview nothing may be done; the kit marks what cannot be known yet. */
  preview: boolean;
  /** Aborted by a cancelled update and by the resource's own timeout. */
  signal: AbortSignal;
  log(severity: Severity, message: string, options?: { status: boolean }): void;
}

/** One kind of resource. Without `update` every change replaces; without `read` a refresh finds no drift. */
export interface Resource {
  check?(inputs: Properties): { inputs: Properties; failures: CheckFailure[] };
  /** Whether a change at this path (`triggers`, `environment.PATH`) needs a new resource. */
  replaces?(path: string): boolean;
  create(operation: Operation): Promise<{ id: string; state: Properties }>;
  update?(operation: Operation): Promise<Properties>;
  delete?(operation: Operation): Promise<void>;
  /** Undefined when the resource is gone. */
  read?(operation: Operation): Promise<{ inputs: Properties; state: Properties } | undefined>;
}

export interface Invoke {
  check?(args: Properties): CheckFailure[];
  run(operation: Operation): Promise<Properties>;
}

export interface Provider {
  name: string;
  version: string;
  /** By type token, `command:local:Command`. */
  resources: Record<string, Resource>;
  /** By function token, `command:local:run`. */
  invokes?: Record<string, Invoke>;
  configure?(config: Properties): void;
  /** Ends what is still running when the plugin itself ends. */
  stop?(): void;
}
