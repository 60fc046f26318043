import { checkAddresses } from "./addresses.ts";
import { checkCollectors } from "./collectors.ts";
import type { Check } from "./context.ts";
import { checkK8s } from "./k8s.ts";
import { checkLabels } from "./labels.ts";
import { checkLokiSettings } from "./loki.ts";
import { checkEffects } from "./no-effect.ts";
import { checkPorts } from "./ports.ts";
import { checkReaders } from "./readers.ts";
import { checkReferences } from "./references.ts";
import { checkRetention } from "./retention.ts";
import { checkRoles } from "./roles.ts";
import { checkSecrets } from "./secrets.ts";
import { checkServices } from "./services.ts";

/** Every check that looks at more than one setting. */
export const checks: Check[] = [
  checkReferences,
  checkAddresses,
  checkPorts,
  checkRoles,
  checkCollectors,
  checkReaders,
  checkLabels,
  checkRetention,
  checkLokiSettings,
  checkServices,
  checkK8s,
  checkSecrets,
  checkEffects,
];
