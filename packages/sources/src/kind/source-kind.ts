import type { WindowsPath } from "@logstead/fields";
import type { z } from "zod";
import type { HostFacts, ImplyingHost, Planting, ProbeContext, ReadContext, SiteFacts } from "./context.ts";
import type { Reading, Socket } from "./reading.ts";
import type { AlloyWriter, Expression, Node, PromtailWriter, Rendered, Scrape } from "./render.ts";
import type { AnySource } from "./settings.ts";

/** A stage in front of the pipeline; a part of the agent's stages. */
export type FirstStage =
  | { type: "regex"; source: string; expression: string }
  | { type: "labels"; labels: Record<string, string> };

/** Where a collector can read a kind. */
export type Place = "anywhere" | "on-linux" | "in-wsl2" | "on-windows" | "in-cluster";

/**
 * All that Logstead knows of one kind of source. Whatever works with sources asks the kind; no other code
 * knows one by its name.
 */
export interface SourceKind<
  S extends AnySource = AnySource,
  R extends Reading = Reading,
  Format extends string = string,
  Schema extends z.ZodType = z.ZodType,
> {
  /** As an inventory names it. */
  readonly type: S["type"];
  readonly schema: Schema;
  /** What it is or what to know about it, for the comment above it. */
  readonly about: string;

  // ── what the inventory works out and checks ──
  readonly place: Place;
  /** Another kind that reads the same on WSL2, for the fix where a host is not Windows. */
  onWsl2?(source: S): Record<string, unknown>;
  /** A source that a host has by itself, and the setting it comes from. */
  implied?(host: ImplyingHost): { name: string; settings: Record<string, unknown> } | undefined;
  readonly impliedBy?: "roles" | "containerLogs";
  /** What it is assumed to produce: round figures for a quiet homelab machine. */
  readonly expected: { streams: number; bytesPerDay: number };
  /** How many times that, where it depends on its settings or on the devices that send to it. */
  times?(source: S, devices: number): number;
  /** Labels that it adds by itself. */
  readonly labels?: readonly string[];
  /** Groups that the collector's user needs for it. */
  readonly groups?: readonly string[];
  /** Kinds of logs it has where the source names none. */
  readonly logKinds?: readonly string[];
  /** The sockets that its senders see. */
  listens?(source: S): readonly Socket[];
  /** The files it reads on its host; with `exclude` where it can leave some out. */
  files?(source: S): { globs: readonly string[]; exclude?: readonly string[] };
  /** The folder that it reads from Windows' side or from WSL2's. */
  windowsFolder?(source: S): WindowsPath;
  /** The engine whose containers it reads. */
  readonly containers?: "docker" | "podman";
  /** Whether it reads the host's journal. */
  readonly readsJournal?: true;
  /** The formats of the devices that send to it, and their transports. */
  readonly devices?: { formats: readonly Format[]; protocols: readonly ("udp" | "tcp")[] };

  // ── what the agent renders ──
  /** The pipeline of a source that names none: the one that understands what its kind hands over. */
  readonly pipeline?: string | ((site: SiteFacts) => string);
  /** How it is read, and the fields that become structured metadata. */
  read(source: S, context: ReadContext): { read: R; metadata?: readonly string[] };
  promtail(source: Rendered<R>, write: PromtailWriter): Scrape[];
  alloy(source: Rendered<R>, write: AlloyWriter, to: Expression): Node[];
  /**
   * Whether Alloy puts the labels on after reading. In front of files they would be a part of the key that
   * positions are kept under, and a changed label would read every file again.
   */
  readonly labelledAfterReading?: true;
  /** Labels that a sender may give itself. */
  readonly sendersLabels?: readonly string[];
  /** Whether what was not delivered can be read again later; then it is tried for ever. */
  replayable(host: HostFacts): boolean;
  /** Stages in front of all others. */
  stages?(source: S): FirstStage[];
  /** The frame that a container engine puts around each line. */
  lineFormat?(source: S): "json-file" | "k8s-file";
  /** Whether lines come with their file's path, which both programs call `filename`. */
  readonly namesFile?: true;
  /** Whether no group of the collector may read its files. */
  protectedFiles?(source: S): boolean;

  // ── how `up` plants a line ──
  /** Lines that prove the way through the source, or why none can be written. */
  probe(source: S, context: ProbeContext): Planting[] | string;
  /** The Python file with the functions that write such lines on a host. */
  readonly plant?: string;
}

type Precise<Schema extends z.ZodType, R extends Reading, Format extends string> = SourceKind<
  z.output<Schema> & AnySource,
  R,
  Format,
  Schema
>;

/** A kind, with the types of its own settings and reading. */
export const sourceKind = <
  Schema extends z.ZodType,
  R extends Reading = Reading,
  Format extends string = never,
>(
  kind: Precise<Schema, R, Format>,
): Precise<Schema, R, Format> => kind;
