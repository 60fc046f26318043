import type { Site, SiteHost } from "@logstead/inventory";
import type { Component } from "@logstead/templates";

/** One component on one host that has a playbook of its own there, with the others that this playbook applies. */
export interface Placed {
  component: Component;
  host: SiteHost;
  brought: Component[];
}

/** What is applied to a site, in order: component by component, host by host. */
export function placedOf(site: Site, components: readonly Component[]): Placed[] {
  return components.flatMap((component) =>
    Object.values(site.hosts).flatMap((host) => {
      const here = components.filter((component) => component.on(host, site));
      const isBrought = here.some(({ brings }) => brings.includes(component.name));
      if (!here.includes(component) || isBrought) return [];
      return [{ component, host, brought: here.filter(({ name }) => component.brings.includes(name)) }];
    }),
  );
}
