import { type CredentialData, held, kindOf, secretName } from "@logstead/channels";
import type { Site } from "@logstead/inventory";
import type { Credential } from "./n8n/nodes.ts";
import { idOf } from "./n8n/workflow.ts";
import type { SiteChannel } from "./settings.ts";

/** A credential of the flow, without its secrets: the role asks for those by name and puts them into `data`. */
export interface SiteCredential extends Credential {
  data: CredentialData["data"];
  secrets?: string[];
}

/** The header a sender must send. */
export const webhookCredential = (site: Site): SiteCredential => ({
  ...named(site, "webhook"),
  type: "httpHeaderAuth",
  data: { name: "Authorization", value: `Bearer ${held(site.n8n.webhookToken)}` },
  secrets: [secretName(site.n8n.webhookToken)],
});

/** What a channel wants to see; nothing where it takes everybody's. */
export function channelCredential(
  site: Site,
  name: string,
  channel: SiteChannel,
): SiteCredential | undefined {
  const kind = kindOf(channel.type);
  const credential = kind.credential(channel);
  const secrets = kind.secrets(channel).map(secretName);
  return (
    credential && {
      ...named(site, `channel ${name}`),
      ...credential,
      ...(secrets.length > 0 && { secrets }),
    }
  );
}

export const credentials = (site: Site): SiteCredential[] => [
  webhookCredential(site),
  ...Object.entries(site.alerting.channels)
    .map(([name, channel]) => channelCredential(site, name, channel))
    .filter((credential) => credential !== undefined),
];

const named = (site: Site, what: string) => ({
  id: idOf("logstead", site.site.name, what),
  name: `Logstead ${site.site.name}: ${what}`,
});
