import type { Site } from "@logstead/inventory";

/** What of a site decides where its secrets are; `init` has no whole site yet. */
export type SecretSite = Pick<Site, "environment" | "file" | "secrets">;

/** One place that keeps the values of `secret:NAME`. */
export interface Store {
  /** Where it is, for messages. */
  where: string;
  get(name: string): Promise<string | undefined>;
  /** Keeps all values in one step. */
  set(values: Record<string, string>): Promise<void>;
  list(): Promise<string[]>;
  /** Keeps the values whose names are not there yet; returns those names. */
  add(values: Record<string, string>): Promise<string[]>;
}
