import type { Site, SiteHost } from "@logstead/inventory";
import type { Component } from "./component.ts";

/** A setting of the inventory, as steps: `["loki", "limits", "maxLineSize"]`. */
export type Setting = readonly (string | number)[];

/** One file of an environment: its content and its origin. */
export interface SiteFile {
  /** Below `ansible/rendered/<env>/`. */
  path: string;
  /** Permission bits on the host; 0644 unless said. */
  mode?: number;
  /** `user:group` on the host; `root:root` unless said. */
  owner?: string;
  /** Who reads it and can say whether it is right: a name of `verify/checkers`. */
  checker?: string;
  /**
   * The settings it comes from, sections or parts of them. A checker's complaint is looked for among them,
   * so that it is told at the inventory's line; a file that lists none is the template's own.
   */
  from: readonly Setting[];
  /** Only if it is not the product's. */
  component?: Component;
  /** A template of `files/` with the data it gets, or a text that a renderer made. */
  body: { template: string; data: object } | { text: string };
}

/** What is rendered for one purpose: one module of `products/` declares all of its files. */
export interface Product {
  /** As in `files/<name>/`. */
  name: string;
  /** What its files belong to; a product of files of several says it for each. */
  component?: Component;
  files(site: Site): Iterable<SiteFile>;
}

/** The path in the tree of a file that a role copies to this absolute path of a host. */
export const onHost = (host: string, path: string) => `hosts/${host}${path}`;

type Role = SiteHost["settings"]["roles"][number];

export const hasRole = (host: SiteHost, role: Role) => host.settings.roles.includes(role);

/** The hosts with a role, by name. */
export const hostsWith = (site: Site, role: Role): SiteHost[] =>
  Object.values(site.hosts).filter((host) => hasRole(host, role));

/** What a host's own settings are made of: its entry, its groups and the defaults. */
export const settingsOf = (host: SiteHost): Setting[] => [
  ["hosts", host.name],
  ...host.settings.groups.map((group) => ["groups", group]),
  ["defaults"],
];
