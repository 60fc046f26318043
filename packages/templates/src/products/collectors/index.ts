import type { Product } from "../../site/file.ts";
import { collectorComponents } from "./component.ts";
import { configFiles } from "./config.ts";
import { unitFiles } from "./units.ts";

/** Configuration and service of each host's collector, as far as it is this program. */
const collector = (agent: "promtail" | "alloy"): Product => ({
  name: "collectors",
  component: collectorComponents[agent],
  *files(site) {
    yield* configFiles(site, agent);
    yield* unitFiles(site, agent);
  },
});

export const promtail = collector("promtail");
export const alloy = collector("alloy");
