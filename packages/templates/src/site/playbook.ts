import type { Component } from "./component.ts";
import type { SiteFile } from "./file.ts";

export interface PlaybookOptions {
  /** The template's data. */
  data?: object;
  from?: SiteFile["from"];
  /** Where it is a part of the component's playbook and not itself. */
  path?: string;
  /** Below `files/playbooks/`, where it is not called as the playbook. */
  template?: string;
}

/** A component's playbook. Ansible checks it as a part of `site.yaml`, which imports all of them. */
export function playbook(component: Component, options: PlaybookOptions = {}): SiteFile {
  const { data = {}, from = [["hosts"]], path = component.playbook } = options;
  const template = options.template ?? path.replace(/^playbooks\/(?=\w+\.yaml$|individual\/)/, "");
  return { path, component, from, body: { template: `playbooks/${template}.njk`, data } };
}
