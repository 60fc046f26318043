export { ageKeyFile, ageRecipients, ensureAgeKey } from "./age-key.ts";
export { openSecrets, type Secrets } from "./open.ts";
export { ownSecrets } from "./own.ts";
export type { SecretSite } from "./types.ts";
