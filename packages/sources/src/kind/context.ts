import type { PlacedFields, RelabelRule, SourceField } from "./reading.ts";
import type { AnySource } from "./settings.ts";

/** What a kind may ask of the host that has the source. */
export interface HostFacts {
  settings: {
    collector: {
      agent: "promtail" | "alloy";
      listen?: readonly { purpose: string; address: string; port: number }[] | undefined;
    };
  };
  derived: { runtime: string; sources: readonly { name: string; source: AnySource }[] };
}

/** What a kind may ask of the site when it works out how a source is read. */
export interface ReadContext {
  host: HostFacts;
  /** The labels with one value that the source's lines have. */
  labels: Readonly<Record<string, string>>;
  /** What the label policy makes of fields. Equal answers are the same object. */
  place(fields: readonly SourceField[]): PlacedFields;
  /** Gives the lines of the site's devices their names; `from` is where the program keeps the sender's. */
  deviceRules(from: string): RelabelRule[];
  /** A file on the host that names container log files with their containers. */
  targetsFile: string | undefined;
}

/** What decides whether a host has a source that nobody wrote down. */
export interface ImplyingHost {
  platform: "linux" | "wsl2" | "windows";
  roles: readonly string[];
  containerLogs: string;
  gateway: { collector: string; logs: string };
  logKinds: readonly string[];
}

/** What a pipeline's choice may depend on. */
export interface SiteFacts {
  gateway: { accessLogFormat: string };
}

/** Something that sends lines and cannot run a collector. */
export interface DeviceFacts {
  protocol: "udp" | "tcp";
  format: string;
  labels: Readonly<Record<string, string>>;
}

/** What a kind may ask when it plans a line that is to be found in Loki. */
export interface ProbeContext {
  /** The source's name. */
  source: string;
  /** The name of everything that a probe makes on a host. */
  name: string;
  /** The unit that writes into the journal. */
  unit: string;
  /** The labels with one value that the collector gives. */
  labels: Readonly<Record<string, string>>;
  /** The site's devices that send to this kind. */
  devices: readonly (readonly [name: string, device: DeviceFacts])[];
}

/** A line that is to be written, and what the collector then knows of it. */
export interface Planting {
  /** How it gets in, for people: `journal`, `syslog udp (switch)`, a path. */
  by: string;
  /** `how` names a function of the kind's `plant.py`; it is told the rest, and the line. */
  writing: { how: string; [setting: string]: unknown };
  /** Labels beside those with one value; an empty one takes the label away. */
  labels?: Readonly<Record<string, string>>;
  /** The line as the collector reads it: with a frame of its engine or protocol around it. */
  frame?(line: string): string;
  /** The file, where it lies in a folder that Windows shares and may be written to from there. */
  mounted?: string;
}
