import {
  AbsolutePath,
  ByteSize,
  CidrAddress,
  Duration,
  LabelName,
  Name,
  Port,
  Text,
  TimeZone,
} from "@logstead/fields";
import { deviceFormats } from "@logstead/sources";
import { z } from "zod";
import { Collector } from "./collector.ts";
import { Sources } from "./sources.ts";

export const Role = z.enum([
  "agent",
  "syslog",
  "loki",
  "detector",
  "grafana",
  "n8n",
  "nginx",
  "alertmanager",
  "gateway",
]);
export type Role = z.output<typeof Role>;
export const roles = Role.options;

const Ssh = z
  .strictObject({
    user: Text.default("logstead").describe("The deploy user; `./logstead bootstrap` makes it."),
    port: Port.default(22).describe("The SSH port."),
    identity: z
      .string()
      .min(1)
      .optional()
      .describe("The private key's file on the controller; default: what ssh itself would use."),
    knownHosts: z
      .string()
      .min(1)
      .optional()
      .describe("The file of known host keys; default: ssh's own. Unknown keys are always refused."),
    proxyCommand: z
      .string()
      .min(1)
      .optional()
      .describe("A command whose input and output are the connection (ssh's ProxyCommand)."),
  })
  .prefault({})
  .describe(
    "How the host is reached. `state:PATH` in these texts stands for a file in Logstead's state folder.",
  );

const BaseLogging = z
  .strictObject({
    journalMaxUse: ByteSize.prefault("1GB").describe("Disk the journal may use (SystemMaxUse)."),
    journalMaxAge: Duration.prefault("14d").describe("How long the journal keeps entries (MaxRetentionSec)."),
    journalRate: z
      .int()
      .min(0)
      .default(100_000)
      .describe(
        "Messages a service may log in 30 s before journald drops some (RateLimitBurst); 0 is no limit.",
      ),
    rsyslogFiles: z
      .boolean()
      .default(false)
      .describe(
        "Whether rsyslog also writes the journal's lines to /var/log/syslog and others; they would be read twice.",
      ),
    aptCacheCleanup: z.boolean().default(true).describe("Whether APT's package cache is emptied regularly."),
  })
  .prefault({})
  .describe("journald, rsyslog, logrotate and the APT cache on the host.");

const System = z
  .strictObject({
    sysctl: z
      .record(
        z
          .string()
          .regex(/^[a-z][a-z0-9_]*(\.[\w-]+)+$/, "a kernel setting such as net.core.rmem_max")
          .meta({ examples: ["net.core.rmem_max"] }),
        z.union([z.int(), Text]),
      )
      .prefault({})
      .describe("Kernel settings, besides those that collectors and syslog receivers need."),
    udev: z
      .array(
        z
          .string()
          .regex(
            /^[A-Z]+(\{[^}]+\})?(==|!=|=|\+=|-=|:=)"[^"\n]*"(, *[A-Z]+(\{[^}]+\})?(==|!=|=|\+=|-=|:=)"[^"\n]*")*$/,
            'a rule such as SUBSYSTEM=="tty", GROUP="dialout"',
          )
          .meta({ examples: ['SUBSYSTEM=="tty", GROUP="dialout"'] }),
      )
      .prefault([])
      .describe("udev rules, as in udev(7)."),
  })
  .prefault({})
  .describe("Kernel settings and devices of the host.");

const ServicePort = z.strictObject({
  port: Port,
  protocol: z.enum(["tcp", "udp"]).default("tcp").describe("The transport."),
  address: CidrAddress.prefault("127.0.0.1").describe("The address it listens on."),
  exposure: z
    .enum(["internal", "lan"])
    .default("internal")
    .describe("internal: this host only; lan: the site's network."),
});

/** What a host, a group or the site's defaults may say about hosts. */
export const hostShape = {
  roles: z.array(Role).default(["agent"]).describe("What runs there; given again, the list is replaced."),
  description: Text.optional().describe("What it is, for people."),
  platform: z.enum(["linux", "wsl2", "windows"]).default("linux").describe("The operating system."),
  arch: z
    .enum(["amd64", "arm64"])
    .default("amd64")
    .describe("The processor, which decides the programs it gets."),
  ssh: Ssh,
  collector: Collector.prefault("promtail"),
  containerLogs: z
    .enum(["none", "journald", "dockerSocket", "dockerFiles", "podmanFiles"])
    .default("none")
    .describe("How container logs are read; one way only, since two would double every line."),
  containerEngine: z
    .enum(["docker", "podman"])
    .optional()
    .describe("The host's container engine; default: the site's."),
  sources: Sources.prefault({}),
  labels: z
    .record(LabelName, Text)
    .prefault({})
    .describe("Labels with one value on every stream of the host."),
  tenant: Name.optional().describe("The tenant of its lines; default: the site's first."),
  timezone: TimeZone.optional().describe("The time zone of its lines that name none; default: the site's."),
  ports: z
    .record(Name, ServicePort)
    .prefault({})
    .describe("Other services' ports on the host, so that clashes are found."),
  baseLogging: BaseLogging,
  system: System,
  heartbeat: z
    .union([z.literal(false), Duration])
    .prefault("1m")
    .describe("How often it writes a heartbeat line, which travels like any other; false: never."),
  logDisk: z
    .strictObject({
      path: AbsolutePath.prefault("/var/log").describe("The file system that holds its logs."),
      warn: z.int().min(50).max(99).default(80).describe("Percent in use from which a warning is raised."),
      critical: z
        .int()
        .min(51)
        .max(100)
        .default(90)
        .describe(
          "Percent in use from which it is critical; Loki's host then keeps lines for a shorter time.",
        ),
    })
    .prefault({})
    .describe("The disk guard, which watches this file system and, on Loki's host, Loki's own."),
};

export const HostDefaults = z
  .strictObject(hostShape)
  .meta({ id: "HostDefaults" })
  .describe("Settings for several hosts.");

export const Host = z
  .strictObject({
    address: CidrAddress.meta({ examples: ["192.168.1.10"] }).describe(
      "Its address, with the network's prefix length if wanted.",
    ),
    groups: z.array(Name).default([]).describe("Groups it belongs to; later ones override earlier ones."),
    ...hostShape,
  })
  .describe("A machine.");

/** What cannot run a collector sends syslog. */
export const Device = z
  .strictObject({
    address: CidrAddress,
    protocol: z.enum(["udp", "tcp"]).default("udp").describe("The transport it sends with."),
    format: z
      .enum(deviceFormats)
      .default("rfc3164")
      .describe("The format it sends: most network devices speak RFC 3164; gelf is Graylog's, over UDP."),
    description: Text.optional().describe("What it is, for people."),
    timezone: TimeZone.optional().describe("Its time zone: RFC 3164 names none; default: the site's."),
    labels: z.record(LabelName, Text).prefault({}).describe("Labels with one value on its stream."),
    tenant: Name.optional().describe("The tenant of its lines; default: the site's first."),
  })
  .describe("A network device or IoT thing that sends syslog or GELF.");
export type Device = z.output<typeof Device>;
