import {
  AbsolutePath,
  ByteSize,
  CidrAddress,
  Duration,
  HostPort,
  LabelName,
  Name,
  PathGlob,
  Port,
  Regex,
  Text,
  TimeZone,
  WindowsPath,
} from "@logstead/fields";
import { z } from "zod";

const common = {
  pipeline: Name.optional().describe(
    "The pipeline that parses the lines; default: the one of the same name as the type, if any.",
  ),
  kind: Name.optional().describe("The log kind, which sets retention and rotation."),
  tenant: Name.optional().describe("The tenant; default: the host's."),
  service: Text.optional().describe("The `service` label; default: the source's name."),
  component: Text.optional().describe("The `component` label; default: the service."),
  job: Text.optional().describe("The `job` label; default: the source's name."),
  labels: z.record(LabelName, Text).prefault({}).describe("Further labels with one value each."),
  timezone: TimeZone.optional().describe("The time zone of timestamps that name none; default: the host's."),
  expect: z
    .strictObject({
      streams: z.int().min(1).max(100_000).optional().describe("How many streams this source makes."),
      bytesPerDay: ByteSize.optional().describe("Bytes it writes per day."),
      every: Duration.optional().describe(
        "Report it as silent if nothing came for this long; none: never, because a source may have nothing to say, and `heartbeat` watches the path itself.",
      ),
    })
    .prefault({})
    .describe("What to expect of this source, for disk space, stream counts and absence rules."),
};

const Journal = z.strictObject({
  type: z.literal("journal"),
  path: AbsolutePath.prefault("/var/log/journal").describe("Folder of the persistent journal."),
  maxAge: Duration.prefault("168h").describe(
    "How old an entry may be at the first read; as long as the longest planned outage, so nothing is lost (Promtail's own default is 7h).",
  ),
  units: z.array(Regex).prefault([]).describe("Keep only units that match one of these; none: every unit."),
  dropUnits: z.array(Regex).prefault([]).describe("Leave out units that match one of these."),
  ...common,
});

const Files = z.strictObject({
  type: z.literal("files"),
  group: z
    .enum(["system", "application", "docker", "security", "network", "custom"])
    .default("application")
    .describe("What the files are."),
  paths: z.array(PathGlob).min(1).describe("The files to read."),
  exclude: z.array(PathGlob).prefault([]).describe("Files among them to leave out."),
  encoding: z
    .enum(["utf-8", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252", "shift_jis"])
    .default("utf-8")
    .describe("How the files are encoded."),
  followSymlinks: z.boolean().default(true).describe("Whether links are followed."),
  fromBeginning: z
    .boolean()
    .default(false)
    .describe("Whether a file seen for the first time at start-up is read from its beginning."),
  ...common,
});

const Docker = z.strictObject({
  type: z.literal("docker"),
  socket: AbsolutePath.prefault("/var/run/docker.sock").describe("The engine's API socket."),
  ...common,
});

const ContainerFiles = {
  format: z
    .enum(["json-file", "k8s-file"])
    .optional()
    .describe(
      "The engine's log driver, which sets the line format; default: json-file for Docker, k8s-file for Podman.",
    ),
  ...common,
};

const DockerFiles = z.strictObject({
  type: z.literal("docker-files"),
  paths: z
    .array(PathGlob)
    .min(1)
    .prefault(["/var/lib/docker/containers/*/*.log"])
    .describe("Docker's log files."),
  ...ContainerFiles,
});

const PodmanFiles = z.strictObject({
  type: z.literal("podman-files"),
  paths: z
    .array(PathGlob)
    .min(1)
    .prefault(["/var/lib/containers/storage/overlay-containers/*/userdata/ctr.log"])
    .describe("Podman's log files."),
  ...ContainerFiles,
});

const Syslog = z.strictObject({
  type: z.literal("syslog"),
  port: Port.default(1514).describe("The port devices send to."),
  address: CidrAddress.prefault("0.0.0.0").describe(
    "The address to listen on; devices are elsewhere, so not loopback.",
  ),
  protocols: z
    .array(z.enum(["udp", "tcp"]))
    .min(1)
    .default(["udp", "tcp"])
    .describe("The transports to listen on."),
  formats: z
    .array(z.enum(["rfc3164", "rfc5424"]))
    .min(1)
    .default(["rfc3164", "rfc5424"])
    .describe("The formats understood; rsyslog owns the port and turns both into RFC 5424."),
  ...common,
});

const Push = z.strictObject({
  type: z.literal("push"),
  port: Port.default(3500).describe("The port agents push to (Loki's push protocol)."),
  address: CidrAddress.prefault("127.0.0.1").describe(
    "The address to listen on; loopback unless agents are elsewhere.",
  ),
  ...common,
});

const Mount = z.strictObject({
  type: z.literal("mount"),
  windowsPath: WindowsPath.describe("The folder on Windows; its WSL2 path (/mnt/…) is derived."),
  include: z.array(Text).min(1).prefault(["*.log"]).describe("File name patterns in the folder."),
  pollInterval: Duration.prefault("1s").describe(
    "How often the folder is polled: WSL2 gets no file events from Windows (microsoft/WSL#4739).",
  ),
  ...common,
});

const Windows = z.strictObject({
  type: z.literal("windows"),
  windowsPath: WindowsPath.describe("The folder the Windows-side collector reads."),
  include: z.array(Text).min(1).prefault(["*.log"]).describe("File name patterns in the folder."),
  ...common,
});

const KubernetesPods = z.strictObject({
  type: z.literal("kubernetes-pods"),
  namespaces: z.array(Name).prefault([]).describe("Only these namespaces; none: all."),
  ...common,
});

const Kafka = z.strictObject({
  type: z.literal("kafka"),
  brokers: z.array(HostPort).min(1).describe("The brokers to ask first."),
  topics: z.array(Text).min(1).describe("The topics to read."),
  group: Text.default("logstead").describe("The consumer group."),
  ...common,
});

/** Where a host's lines come from. */
export const Source = z.discriminatedUnion("type", [
  Journal,
  Files,
  Docker,
  DockerFiles,
  PodmanFiles,
  Syslog,
  Push,
  Mount,
  Windows,
  KubernetesPods,
  Kafka,
]);
export type Source = z.output<typeof Source>;
export type SourceType = Source["type"];

export const Sources = z
  .record(Name, z.union([z.literal(false), Source]))
  .meta({ id: "Sources" })
  .describe(
    "Sources by name. A name given again replaces the group's source whole; `false` removes it. Added by themselves: `journal` (except on Windows), `containers` (see containerLogs), `syslog` (role syslog), `gateway` (role gateway).",
  );
