import { type Site, storedName } from "@logstead/inventory";

/**
 * The secrets that only parts of the site itself must know, so that any strong value will do; all others
 * (a Slack token, an S3 key) are somebody else's and must be given.
 */
export function ownSecrets(site: Site): string[] {
  const refs = [site.redaction.hash.salt, site.n8n.webhookToken, site.loki.pushToken];
  const names = ["loki-push-token", ...refs.flatMap((ref) => (ref && storedName(ref)) ?? [])];
  return site.derived.secrets.filter((name) => names.includes(name));
}
