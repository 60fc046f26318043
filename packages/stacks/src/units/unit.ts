/**
 * One thing that is applied: what one playbook does on one host. Plain data, so that the Pulumi program,
 * the preview and the tests see the same.
 */
export interface Unit {
  /** `promtail-dns01`; also the resource's name. */
  name: string;
  component: string;
  host: string;
  /** Below the environment's rendered folder. */
  playbook: string;
  /**
   * SHA-256 of everything the outcome depends on: the playbook and what it includes, its roles, the host's
   * own files that belong to this component, how the host is reached, and versions.
   */
  hash: string;
  /** Names of secrets that its playbook is given. */
  secrets: string[];
  /** Names of units that are applied before. */
  after: string[];
}

/** What is taken off a host when it, or what ran there, leaves the inventory. Data stays. */
export interface Leaving {
  /** `promtail-dns01`. */
  name: string;
  component: string;
  host: string;
  /** How Ansible reaches the host by then, when no inventory names it any more. */
  connection: Record<string, unknown>;
  /** systemd units that are stopped and disabled, in this order; a compose project is run by one. */
  services: string[];
  /** Rendered files to remove; nothing that a program has written. */
  files: string[];
  /** Other folders and files to remove: certificates, keys, tokens. */
  owned: string[];
  /** Programs that stay and read removed files: they must re-read what is left. */
  readers: string[];
}
