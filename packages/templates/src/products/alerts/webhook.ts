import type { Site } from "@logstead/inventory";

/** Where the site's n8n takes alerts; undefined if the inventory has no n8n. */
export const webhookUrl = ({ derived: { n8nUrl }, n8n }: Site): string | undefined =>
  n8nUrl && `${n8nUrl.replace(/\/+$/, "")}/webhook/${n8n.webhookPath}`;
