import { mustOnHost } from "@logstead/operate";
import { loadSite, testSite } from "./site.ts";

/** Stops a host's collector: its lines go nowhere until `./logstead up` or this command's counterpart. */
export const silence = (host: string) => collector(host, "stop");
export const speak = (host: string) => collector(host, "start");

async function collector(name: string, verb: "start" | "stop"): Promise<void> {
  const host = loadSite(testSite()).hosts[name];
  if (!host) throw new Error(`there is no ${name}`);
  await mustOnHost(host, `${verb} the collector`, `systemctl ${verb} ${host.settings.collector.agent}`);
}
