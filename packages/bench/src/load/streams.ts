import { ports } from "@logstead/base";
import { ipOf, type Site, type SiteHost } from "@logstead/inventory";
import { echoImage, type Lab, loadImage } from "@logstead/lab";
import type { MeasuredStream } from "./measure.ts";

/** Where streams are written. */
export interface Placed {
  host: SiteHost;
  streams: MeasuredStream[];
}

/** One stream of each kind of source, in the lab: journal, file, container, syslog by TCP and UDP. */
export async function placed(site: Site, lab: Lab): Promise<Placed[]> {
  const [ocean, dns] = [site.hosts.ocean, site.hosts.dns01] as [SiteHost, SiteHost];
  const image = await echoImage(lab);
  await loadImage(lab, ocean.name, image.archive);
  const syslog = { address: ipOf(ocean.settings.address), port: ports.syslog };
  return [
    {
      host: dns,
      streams: [
        { id: "journal", how: "journal" },
        { id: "files", how: "file", path: "/var/log/named/measure.log" },
        { id: "syslog-tcp", how: "tcp", ...syslog, device: "printer" },
        { id: "syslog-udp", how: "udp", ...syslog, device: "switch" },
      ],
    },
    { host: ocean, streams: [{ id: "containers", how: "container", image: image.name }] },
  ];
}
