import { readFileSync } from "node:fs";
import { ProblemError, problem, writeFileAtomic } from "@logstead/base";
import { loadText } from "@logstead/inventory";
import { ensureAgeKey } from "@logstead/secrets";
import { inventoryFile } from "../inventory/locate.ts";
import { siteOf } from "../inventory/site.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { addRecipient } from "./recipients.ts";

export async function key(options: OutputOptions & { env?: string }): Promise<void> {
  const { recipient, file, made } = await ensureAgeKey();
  const inventory = options.env === undefined ? undefined : inventoryFile(options.env);
  const added = inventory ? register(inventory, recipient) : false;
  print(options, { recipient, file, made, inventory, added }, () => {
    const lines = [recipient];
    if (made) lines.push(`made, with its private part in ${file}: back that file up`);
    if (inventory && added)
      lines.push(
        `added to secrets.recipients in ${inventory}`,
        `next: ./logstead secrets ensure --env ${options.env}`,
      );
    else if (inventory) lines.push(`${inventory} has it among its recipients`);
    return lines.join("\n");
  });
}

/** Adds the key to the inventory; false when it is there already. */
function register(file: string, recipient: string): boolean {
  const { secrets } = siteOf(file);
  if (secrets.recipients.includes(recipient)) return false;
  const yaml = `secrets:\n  store: sops\n  recipients:\n    - ${recipient}`;
  if (secrets.store === "state")
    throw new ProblemError(
      problem("recipients-without-use", "this site keeps its secrets in the state folder and needs no key", {
        file,
        path: "secrets.store",
        fix: `to keep them in the repository, please set:\n${yaml}`,
      }),
    );
  const text = addRecipient(readFileSync(file, "utf8"), recipient);
  const loaded = text === undefined ? undefined : loadText(text, file);
  if (text === undefined || !loaded?.ok || !loaded.site.secrets.recipients.includes(recipient))
    throw new ProblemError(
      problem("recipient-not-added", "the key could not be added by itself", {
        file,
        fix: `please set:\n${yaml}`,
      }),
    );
  writeFileAtomic(file, text);
  return true;
}
