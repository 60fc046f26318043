import type { Site } from "@logstead/inventory";
import type { Component } from "../../site/component.ts";
import type { Product } from "../../site/file.ts";

/** `site.yaml`: it imports the playbooks of all components, so reading it reads them, and it belongs to none. */
export const wholeSite = (components: readonly Component[]): Product => ({
  name: "playbooks",
  *files(site: Site) {
    const playbooks = components.flatMap(({ title, playbook, on }) =>
      title && Object.values(site.hosts).some((host) => on(host, site)) ? [{ title, playbook }] : [],
    );
    yield {
      path: "site.yaml",
      checker: "playbook",
      from: [["hosts"]],
      body: { template: "playbooks/site.yaml.njk", data: { site: site.site.name, playbooks } },
    };
  },
});
