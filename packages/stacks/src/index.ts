export { ensureStack, type StackEnvironment, stackEnvironment } from "./drive/environment.ts";
export type { StackEvent } from "./drive/events.ts";
export { type Change, SiteStack, type StackOptions } from "./drive/open.ts";
export { appliedFolder, environmentName, renderedFolder, runsFolder } from "./folders.ts";
export { sourcesOf } from "./homelab/sources.ts";
export { versionsOf } from "./homelab/versions.ts";
export type { Leaving, Unit } from "./units/unit.ts";
export { leavingOf, unitsOf } from "./units/units.ts";
