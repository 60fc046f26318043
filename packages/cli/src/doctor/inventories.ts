import { load } from "@logstead/inventory";
import { openSecrets, ownSecrets } from "@logstead/secrets";
import { environments, inventoryFile } from "../inventory/locate.ts";
import { countText } from "../output/problems.ts";
import { type DoctorCheck, missing, ok, optional } from "./types.ts";

/** Every environment of this clone loads, and has its secrets. */
export async function inventories(): Promise<DoctorCheck[]> {
  return (await Promise.all(environments().map(environment))).flat();
}

async function environment(name: string): Promise<DoctorCheck[]> {
  const file = inventoryFile(name);
  const loaded = load(file);
  if (!loaded.ok) return [missing(name, countText(loaded.problems), `./logstead inventory check ${name}`)];
  const { site, warnings } = loaded;
  const hosts = ok(name, `${Object.keys(site.hosts).length} hosts, ${countText(warnings)}`);
  if (site.secrets.store === "state") return [hosts];
  const kept = await openSecrets(site).list();
  const lacking = site.derived.secrets.filter((secret) => !kept.includes(secret));
  if (lacking.length === 0) return [hosts];
  const first = site.secrets.recipients.length === 0 ? "key" : "ensure";
  const givenByPeople = lacking.some((secret) => !ownSecrets(site).includes(secret));
  const fix = `./logstead secrets ${first === "ensure" && givenByPeople ? "list" : first} --env ${name}`;
  return [hosts, optional(`${name} secrets`, `not kept yet: ${lacking.join(", ")}`, fix)];
}
