import { existsSync, readFileSync } from "node:fs";
import { ipOf, type Site, sshKnownHosts } from "@logstead/inventory";

/**
 * Which machine is behind each host's name, by its SSH host keys: a machine that was installed anew has others,
 * and everything is applied to it again. Only where the inventory names the file of known hosts; what is in
 * a person's own file differs between people, not between machines.
 */
export function machinesOf(site: Site): Record<string, string> {
  return Object.fromEntries(
    Object.values(site.hosts).flatMap((host) => {
      const file = sshKnownHosts(host);
      if (file === undefined || !existsSync(file)) return [];
      const address = ipOf(host.settings.address);
      const keys = readFileSync(file, "utf8")
        .split("\n")
        .flatMap((line) => {
          const [names = "", type = "", key = ""] = line.split(" ");
          return names.split(",").includes(address) ? [`${type} ${key}`] : [];
        });
      return keys.length > 0 ? [[host.name, keys.sort().join("\n")] as const] : [];
    }),
  );
}
