import { canonicalIp } from "@logstead/fields";
import type { Path } from "../read/place.ts";
import { type Check, noAddress } from "./context.ts";

/** Two machines cannot have one address (hosts and devices together). */
export const checkAddresses: Check = (draft, report) => {
  const owners = new Map<string, Path>();
  const claim = (address: string, path: Path) => {
    if (address === noAddress) return;
    const ip = canonicalIp(address as never);
    const owner = owners.get(ip);
    if (!owner) owners.set(ip, path);
    else
      report.add("duplicate-address", path, `this address is also that of ${report.where(owner)}`, {
        got: address,
        want: "one address for each host and device",
        fix: `Please correct one of the two: ${owner.slice(0, 2).join(".")} or ${path.slice(0, 2).join(".")}`,
      });
  };
  for (const host of draft.hosts.values()) claim(host.settings.address, ["hosts", host.name, "address"]);
  for (const [name, device] of Object.entries(draft.devices))
    claim(device.address, ["devices", name, "address"]);
};
