import type { DebianPackage } from "./types.ts";

/** Debian packages by what they are for; the lab and the page tests ask for their set by name. */
export const packageSets = {
  lab: [
    { name: "mmdebstrap", program: "mmdebstrap" },
    { name: "systemd-container", program: "systemd-nspawn" },
    { name: "iproute2", program: "ip" },
    { name: "iputils-ping", program: "ping" },
    { name: "util-linux", program: "nsenter" },
    { name: "openssh-client", program: "ssh" },
    { name: "socat", program: "socat" },
    { name: "apt-cacher-ng", program: "apt-cacher-ng" },
    { name: "bindfs", program: "bindfs" },
    { name: "inotify-tools", program: "inotifywait" },
  ],
  pages: [{ name: "chromium", program: "chromium" }],
} as const satisfies Record<string, readonly DebianPackage[]>;

export type PackageSet = keyof typeof packageSets;
