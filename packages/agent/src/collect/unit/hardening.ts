import type { CollectedSource } from "../model.ts";

/** A line of a unit's [Service] section, with the reason if it is not obvious. */
export interface Directive {
  name: string;
  value: string;
  why?: string;
}

/** Hardening that costs a collector nothing. */
const always: readonly Directive[] = [
  { name: "NoNewPrivileges", value: "true" },
  { name: "ProtectSystem", value: "strict" },
  { name: "PrivateTmp", value: "true" },
  { name: "PrivateDevices", value: "true" },
  { name: "ProtectKernelTunables", value: "true" },
  { name: "ProtectKernelModules", value: "true" },
  { name: "ProtectKernelLogs", value: "true" },
  { name: "ProtectControlGroups", value: "true" },
  { name: "ProtectClock", value: "true" },
  { name: "ProtectHostname", value: "true" },
  { name: "RestrictRealtime", value: "true" },
  { name: "RestrictSUIDSGID", value: "true" },
  { name: "RestrictNamespaces", value: "true" },
  { name: "LockPersonality", value: "true" },
  { name: "MemoryDenyWriteExecute", value: "true" },
  { name: "RemoveIPC", value: "true" },
  { name: "UMask", value: "0027" },
  { name: "SystemCallArchitectures", value: "native" },
  { name: "SystemCallFilter", value: "@system-service" },
  { name: "SystemCallFilter", value: "~@privileged @resources" },
  {
    name: "SystemCallErrorNumber",
    value: "EPERM",
    why: "Go asks for a higher limit of open files and can do without.",
  },
];

/** The hardening of a collector's unit, opened only as far as its sources need. */
export function hardening(sources: readonly CollectedSource[]): Directive[] {
  const capability = needsAllFiles(sources);
  return [
    ...always,
    inHomes(sources)
      ? { name: "ProtectHome", value: "read-only", why: "A source is below /home or /root." }
      : { name: "ProtectHome", value: "true" },
    {
      name: "RestrictAddressFamilies",
      value: "AF_INET AF_INET6 AF_UNIX AF_NETLINK",
    },
    ...(capability
      ? [
          {
            name: "AmbientCapabilities",
            value: "CAP_DAC_READ_SEARCH",
            why: "Engines and auditd make files that only root may read, new ones each time: reading them needs this, writing stays impossible.",
          },
          { name: "CapabilityBoundingSet", value: "CAP_DAC_READ_SEARCH" },
          {
            name: "InaccessiblePaths",
            value: "-/etc/shadow -/etc/gshadow -/root/.ssh -/etc/ssl/private",
            why: "What it could read now and has no business with.",
          },
        ]
      : [{ name: "CapabilityBoundingSet", value: "" }]),
  ];
}

/** Container engines, auditd and in-house applications write files that none of the collector's groups may read. */
const needsAllFiles = (sources: readonly CollectedSource[]) =>
  sources.some(({ protectedFiles }) => protectedFiles);

const inHomes = (sources: readonly CollectedSource[]) =>
  sources.some(({ read }) => read.files?.groups.some(({ path }) => /^\/(home|root)\//.test(path)));
